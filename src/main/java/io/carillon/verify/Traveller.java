package io.carillon.verify;

import io.carillon.client.Backoff;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps somebody connected to one of the nodes: when a connection ends, it goes to the next one, at first at once and then
 * after pauses that grow and are random, as a real client does. Lives on its event loop.
 */
final class Traveller {

    private static final long CONNECT = 3_000;
    private static final long SHORTEST = 100;
    private static final long LONGEST = 3_000;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Station station;
    private final Guest guest;
    private final int home;
    private int node;
    private final Backoff backoff =
            new Backoff(SHORTEST, LONGEST, () -> ThreadLocalRandom.current().nextDouble());
    private boolean closed;
    private @Nullable Line line;

    Traveller(Station station, Guest guest, int firstNode) {
        this.station = station;
        this.guest = guest;
        this.home = firstNode % station.ground().targets().size();
        this.node = home;
    }

    /** Back to the node where it began, if it is elsewhere: otherwise nobody would be left where something was broken. */
    void goHome() {
        Line open = line;
        if (open != null && node != home) {
            node = home - 1; // the next one is that
            open.hangUp("went back");
        }
    }

    void begin() {
        if (closed) {
            return;
        }
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setAbsoluteURI(station.ground().targets().get(node).uri().toString());
        options.setSubProtocols(List.of("carillon.v1.json"));
        options.setTimeout(CONNECT);
        options.addHeader("Authorization", "Bearer " + station.ground().token());
        station.sockets().connect(options).onSuccess(this::opened).onFailure(this::failed);
    }

    private void opened(WebSocket socket) {
        int here = node;
        line = new Line(station, socket, new Line.Owner() {
            @Override
            public void told(JsonObject message) {
                if (message.getString("type", "").equals("welcome")) {
                    welcomed(here);
                } else {
                    guest.told(message);
                }
            }

            @Override
            public void broken(String how) {
                over(how);
            }
        });
        if (closed) {
            line.hangUp("hung up");
        }
    }

    private void welcomed(int here) {
        Line open = line;
        if (open != null) {
            guest.arrived(open, here);
        }
    }

    private void over(String how) {
        line = null;
        if (!closed) {
            station.tally().ended(how);
            guest.departed(how);
            goOn();
        }
    }

    private void failed(Throwable cause) {
        if (cause instanceof UpgradeRejectedException refused) {
            station.tally().ended("refused with " + refused.getStatus());
            if (refused.getStatus() == UNAUTHORIZED || refused.getStatus() == FORBIDDEN) {
                station.tally()
                        .problem("the server refused the handshake: " + refused.getStatus() + ' ' + refused.getBody());
            }
        } else {
            station.tally().ended("not connected");
        }
        goOn();
    }

    /** To the next node, after a while. */
    private void goOn() {
        node = (node + 1) % station.ground().targets().size();
        station.later(backoff.next(), this::begin);
    }

    /** All is well here: the next pause will be short again. */
    void settled() {
        backoff.reset();
    }

    /** Tries another node. */
    void leave(String why) {
        Line open = line;
        if (open != null) {
            open.hangUp(why);
        }
    }

    void close() {
        closed = true;
        leave("hung up");
    }
}
