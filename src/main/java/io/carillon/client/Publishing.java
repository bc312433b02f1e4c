package io.carillon.client;

import io.carillon.message.ClientMessage;
import io.carillon.message.Position;
import io.carillon.message.RoomName;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** The way of publications out of one room. On the client's event loop. */
final class Publishing {

    private final Home home;
    private final RoomName room;
    private final Place place;
    private final BooleanSupplier ready;
    private final Outbox outbox;

    /** @param ready whether nothing but a connection may be missing */
    Publishing(Home home, RoomName room, Place place, BooleanSupplier ready) {
        this.home = home;
        this.room = room;
        this.place = place;
        this.ready = ready;
        this.outbox = new Outbox(home.quota());
    }

    Outbox outbox() {
        return outbox;
    }

    /** Takes one in, and sends it where that can be. */
    void publish(Publication publication) {
        boolean writable = home.connection() != null && ready.getAsBoolean();
        if (publication.once() && !writable) {
            publication.failed(new ClientException(
                    ClientException.NOT_CONNECTED, "there is no connection, and it was not to wait"));
            return;
        }
        try {
            outbox.add(publication, writable);
        } catch (ClientException e) {
            publication.failed(e);
            return;
        }
        flush();
    }

    /** Sends what can be sent. */
    void flush() {
        Connection open = home.connection();
        while (open != null && open == home.connection() && ready.getAsBoolean()) {
            failOverdue(); // the server may not know their keys any more
            Publication next = outbox.write(open.id(), home.time());
            if (next == null) {
                return;
            }
            send(open, next);
        }
    }

    private void send(Connection connection, Publication publication) {
        connection
                .ask(id ->
                        new ClientMessage.Publish(id, room, publication.data(), publication.echo(), publication.key()))
                .onSuccess(answer -> published(publication, answer.result()))
                .onFailure(cause -> refused(publication, cause));
    }

    private void published(Publication publication, Fields result) {
        Position at = result.position();
        if (at != null) {
            place.streams(at.epoch());
            if (!publication.echo()) {
                place.published(at);
            }
        }
        if (outbox.remove(publication)) {
            publication.published(new Published(at, result.isTrue("duplicate")));
        }
    }

    private void refused(Publication publication, Throwable cause) {
        ClientException why = (ClientException) cause;
        boolean isLost = why.code().equals(ClientException.LOST); // what follows is told by the connection's end
        if (!isLost && outbox.remove(publication)) {
            publication.failed(why);
        }
    }

    /** The connection has ended. */
    void ended() {
        outbox.ended(place.epoch() != null).forEach(lost -> lost.failed(lost()));
        expectOverdue();
    }

    private static ClientException lost() {
        return new ClientException(
                ClientException.LOST, "the connection ended before it was answered: it may have been published");
    }

    private void expectOverdue() {
        OptionalLong first = outbox.firstOverdue();
        if (first.isPresent()) {
            home.later(first.getAsLong() - home.time(), () -> {
                failOverdue();
                if (home.connection() == null) {
                    expectOverdue();
                }
            });
        }
    }

    private void failOverdue() {
        outbox.overdue(home.time())
                .forEach(late -> late.failed(new ClientException(
                        ClientException.LOST,
                        "there was no connection for too long to send it again: it may have been published")));
    }

    /** Gives one up. */
    void late(Publication publication) {
        boolean known = publication.isKnown();
        if (outbox.remove(publication)) {
            publication.failed(new ClientException(
                    ClientException.TIMEOUT,
                    known
                            ? "no answer in time: it may have been published"
                            : "no connection in time: it was not published"));
        }
    }

    /** There will be no connection any more. */
    void closed(ClientException why) {
        outbox.clear().forEach(rest -> rest.failed(why));
    }
}
