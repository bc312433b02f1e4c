package io.carillon.uplink;

import io.carillon.client.Backoff;
import io.carillon.client.Client;
import io.carillon.client.ClientException;
import io.carillon.client.ClientOptions;
import io.carillon.client.ClientState;
import io.carillon.client.HandshakeException;
import io.carillon.client.Joined;
import io.carillon.client.Notice;
import io.carillon.client.PublishOptions;
import io.carillon.client.Reconnect;
import io.carillon.client.Room;
import io.carillon.client.RoomMessage;
import io.carillon.client.RoomOptions;
import io.carillon.client.RoomState;
import io.carillon.client.Welcome;
import io.carillon.config.KeepAliveConfig;
import io.carillon.config.UplinkConfig;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Result;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carillon's own protocol, as a {@link Client} speaks it. What is the uplink's own: where it goes on is kept in the cluster, a
 * stream that is another one is taken from its beginning, and a server that does not want it is asked again, seldom. On the
 * uplink's event loop.
 */
final class CarillonLink implements Link {

    private static final Logger LOG = LoggerFactory.getLogger(CarillonLink.class);

    private static final Duration CALM = Duration.ofSeconds(10);

    /** What the client keeps of what has come: the inlet has a bound of its own. */
    private static final int BUFFER = 16;

    private final Site site;
    private final Passage passage;
    private final UplinkConfig config;
    private final Link.Uplink uplink;
    private final Destination there;
    private final Backoff backoff;
    private final Client client;
    private final Room room;
    private String user = "";
    private boolean membersOnly; // who publishes there has to be in the room
    private boolean anew; // its stream is taken from the beginning
    private boolean up;
    private boolean closed;

    CarillonLink(Site site, Passage passage, Format format, Link.Uplink uplink) {
        this.site = site;
        this.passage = passage;
        this.config = passage.config();
        this.uplink = uplink;
        this.there = new Destination(site, config.target());
        this.backoff = new Backoff(
                config.reconnect().base().toMillis(),
                config.reconnect().cap().toMillis(),
                () -> ThreadLocalRandom.current().nextDouble());
        this.client = Client.create(site.vertx(), options(format))
                .stateHandler(this::changed)
                .noticeHandler(this::noticed)
                .renewedHandler(welcome -> LOG.info("the token was renewed uplink={}", config.name()))
                .errorHandler(cause -> LOG.warn(
                        "the token was not taken uplink={} cause={}",
                        config.name(),
                        Refused.of(cause).getMessage()));
        this.room = client.room(config.remoteRoom().value(), roomOptions());
        listen();
    }

    private ClientOptions options(Format format) {
        KeepAliveConfig keepAlive = site.config().keepAlive();
        ClientOptions options = ClientOptions.of(config.target().url())
                .format(format)
                .reconnect(new Reconnect(
                        config.reconnect().base(), config.reconnect().cap(), CALM))
                .keepAlive(keepAlive.interval(), keepAlive.timeout())
                .largest(there.largest())
                .buffer(BUFFER);
        for (Map.Entry<String, String> header : there.headers().entrySet()) {
            options = options.header(header.getKey(), header.getValue());
        }
        if (there.trust() != null) {
            options = options.trust(there.trust());
        }
        String token = there.fixedToken();
        if (there.hasTokenFile()) {
            return options.token(there::tokenOfFile);
        }
        return token == null ? options : options.token(token);
    }

    /** Who only says something there has no interest in what was said meanwhile. */
    private RoomOptions roomOptions() {
        Position from = uplink.inlet().position();
        if (!config.direction().comesIn()) {
            return RoomOptions.DEFAULT.withoutRecovery();
        }
        return from == null ? RoomOptions.DEFAULT : RoomOptions.DEFAULT.since(from);
    }

    private void listen() {
        room.joinedHandler(this::joined);
        room.exceptionHandler(cause -> refused((ClientException) cause));
        room.leftHandler(reason -> restart("took this uplink out of the room", backoff.next()));
        if (config.direction().comesIn()) {
            room.handler(this::message);
            room.missedHandler(this::missed);
            room.resetHandler(this::reset);
        }
    }

    @Override
    public void open() {
        if (!closed) {
            client.connect(); // what becomes of it, the handlers are told
        }
    }

    // ---- the connection

    private void changed(ClientState state) {
        if (closed) {
            return;
        }
        if (state instanceof ClientState.Open open) {
            opened(open.welcome());
        } else if (state instanceof ClientState.Waiting waiting) {
            down(Trouble.of(waiting.cause()));
        } else if (state instanceof ClientState.Closed over && over.cause() != null) {
            down(Trouble.of(over.cause()));
            long least = over.cause() instanceof HandshakeException refused ? refused.retryAfter() : 0;
            site.later(Math.max(backoff.longest(), least), this::open);
        }
    }

    private void opened(Welcome welcome) {
        user = welcome.user();
        boolean self = site.hub().cluster().nodeIds().contains(welcome.node());
        if (self && config.room().equals(config.remoteRoom())) {
            restart("is this cluster itself, and the room the same: nothing would ever end", backoff.longest());
        } else if (config.direction().comesIn() || membersOnly) {
            room.join().onFailure(cause -> {}); // the handlers are told
        } else {
            ready();
        }
    }

    private void ready() {
        if (!up) {
            up = true;
            uplink.up(this::publish);
        }
    }

    private void down(String how) {
        up = false;
        uplink.down();
        uplink.troubled(how);
    }

    /** Hangs up, and comes back later. */
    private void restart(String why, long pause) {
        if (!closed) {
            down(why);
            client.close().onComplete(done -> site.later(pause, this::open));
        }
    }

    private void refused(ClientException why) {
        restart("refused a join: " + why.code(), backoff.longest());
    }

    // ---- what comes from there

    private void joined(Joined joined) {
        backoff.reset();
        anew = false;
        Position at = joined.position();
        if (config.direction().comesIn() && at != null && uplink.inlet().position() == null) {
            uplink.inlet().take(new Incoming(null, at));
        }
        ready();
    }

    private void message(RoomMessage message) {
        boolean passes = passage.comesIn(message.from().user(), message.from().service(), user);
        Payload data = passes ? message.payload() : null;
        if (data != null || message.position() != null) {
            take(new Incoming(data, message.position()));
        }
    }

    private void take(Incoming message) {
        uplink.inlet().take(message);
        if (uplink.inlet().isFull()) {
            room.pause();
        }
    }

    @Override
    public void resume() {
        room.resume();
    }

    private void missed(Result.Missed missed) {
        Position known = uplink.inlet().position();
        if (known != null) {
            if (!anew) {
                uplink.inlet().losses().gone(known.epoch(), missed.from(), missed.to());
            }
            take(new Incoming(null, new Position(known.epoch(), missed.to())));
        }
    }

    /** Its stream has a gap, or is another one: goes on where this one was, as far as that can be. */
    private void reset(Position to) {
        Position known = uplink.inlet().position();
        if (known == null || known.epoch().equals(to.epoch()) && known.offset() >= to.offset()) {
            take(new Incoming(null, to));
            return;
        }
        Position from = known;
        if (!known.epoch().equals(to.epoch())) {
            uplink.inlet().losses().begunAnew(known.epoch(), to.epoch());
            anew = true;
            from = new Position(to.epoch(), 0);
            take(new Incoming(null, from));
        }
        room.join(from).onFailure(cause -> {}); // the handlers are told
    }

    // ---- what goes there

    /** The pump remembers what is unanswered, beyond this node: the client is not to send it again. */
    private Future<Void> publish(Outgoing message) {
        Payload data = message.data();
        if (data == null) {
            return Future.succeededFuture();
        }
        PublishOptions options = PublishOptions.DEFAULT.key(message.key()).once(true);
        // Its own messages move the position on, too; without them old ones would look lost after a while.
        boolean echo = config.direction().comesIn() && room.position() != null;
        return room.publish(data, echo ? options : options.withoutEcho())
                .onFailure(this::joinToPublish)
                .<Void>mapEmpty()
                .recover(cause -> Future.failedFuture(Refused.of(cause)));
    }

    /** Where only members may publish. */
    private void joinToPublish(Throwable cause) {
        boolean isOutside = room.state() != RoomState.JOINED && room.state() != RoomState.JOINING;
        if (isOutside && cause instanceof ClientException why && why.code().equals(ClientException.NOT_JOINED)) {
            membersOnly = true;
            room.join().onFailure(refusal -> {}); // the handlers are told
        }
    }

    // ---- both

    private void noticed(Notice notice) {
        if (!notice.event().equals("expiring")) {
            LOG.info(
                    "the server there is going to close uplink={} in={}",
                    config.name(),
                    notice.in().toMillis());
        } else if (!there.hasTokenFile()) {
            LOG.warn(
                    "the token expires, and there is no token-file with a newer one uplink={} in={}",
                    config.name(),
                    notice.in().toMillis());
        }
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return client.close();
    }
}
