package io.carillon.hub;

import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to the connections of this node lately, also to those that are gone: a ring of so many events, in which
 * the newest takes the place of the oldest, whosever that is. Messages are no events. To write one takes a slot and an
 * object, and no lock; a connection has no list of its own. So that one that makes thousands in a second does not push out
 * all others', a connection may write {@link #AT_ONCE} at once, and one more every {@link #EACH_MILLIS}; what goes beyond is
 * counted. Its beginning and its end are written in any case.
 *
 * <p>What is told to many at once is written once: to all members of a room, to all connections.
 *
 * <p>Writing about a connection is for its event loop; anything else for any thread.
 */
public final class Logbook {

    /** One that remembers nothing. */
    static final Logbook OFF = new Logbook(0, Clock.systemUTC());

    /** How many events a connection may write at once. */
    static final int AT_ONCE = 100;

    /** When it may write one more, in ms. */
    static final int EACH_MILLIS = 10_000;

    /** The longest text that is kept, in characters. */
    private static final int LONGEST = 200;

    /** How many rooms are remembered of a connection that is gone. */
    private static final int PLACES = 20;

    /**
     * What was asked for.
     *
     * @param type as the protocol calls it; null where nobody knows
     * @param room that it is about; null where nobody knows, or it is about none
     */
    public record Request(@Nullable String type, @Nullable RoomName room) {}

    /**
     * Something that has happened.
     *
     * @param number counts all entries: the order in which they were written
     * @param connection to which; null where to all, or to all members of a room
     * @param time in ms since 1970
     */
    record Entry(long number, @Nullable String connection, long time, Happening what) {}

    private final Clock clock;
    private final int size;
    private final AtomicReferenceArray<@Nullable Entry> ring;
    private final AtomicLong next = new AtomicLong();

    /** @param events how many are kept; 0 for none */
    public Logbook(int events, Clock clock) {
        this.clock = clock;
        this.size = events;
        this.ring = new AtomicReferenceArray<>(events);
    }

    /** How many events are kept; 0 where nothing is written. */
    int size() {
        return size;
    }

    // ---- writing

    private void write(@Nullable String connection, long time, Happening what) {
        long number = next.getAndIncrement();
        ring.setRelease((int) (number % size), new Entry(number, connection, time, what));
    }

    /** Whether there is room for one more of a connection; not of one that was never opened. */
    private boolean takes(Connection connection) {
        return size > 0 && connection.happened() > 0 && connection.mayNote(clock.millis());
    }

    private void write(Connection connection, Happening what) {
        write(connection.id(), clock.millis(), what);
    }

    void opened(Connection connection) {
        if (size > 0) {
            connection.mayNote(clock.millis());
            write(connection, Happening.Opened.INSTANCE);
        }
    }

    /** @param asked whether its client wanted it */
    void joined(Connection connection, RoomName room, boolean asked, Result.@Nullable Start start) {
        if (takes(connection)) {
            write(connection, new Happening.Joined(room, asked, start));
        }
    }

    /** @param reason why, where its client did not want it; else null */
    void left(Connection connection, RoomName room, @Nullable String reason) {
        if (takes(connection)) {
            write(connection, new Happening.Left(room, reason == null ? null : cut(reason)));
        }
    }

    /** It was told to begin a room's stream anew while it was on its way there. */
    void reset(Connection connection, RoomName room, Position position) {
        if (takes(connection)) {
            write(connection, new Happening.Reset(room, position));
        }
    }

    /** All members on an event loop were told to begin a room's stream anew. */
    void reset(RoomName room, Position position) {
        if (size > 0) {
            write(null, clock.millis(), new Happening.Reset(room, position));
        }
    }

    /** A request was answered with an error. */
    public void refused(Connection connection, Request request, RefusedException refused) {
        if (takes(connection)) {
            write(connection, new Happening.Refused(request, refused.code(), reason(refused)));
        }
    }

    /** Where data does not fit its schema, the reason says what the data is. */
    private static String reason(RefusedException refused) {
        return refused.code() == ErrorCode.INVALID_DATA && !refused.paths().isEmpty()
                ? cut("the data does not fit at \"" + refused.paths().get(0).path() + '"')
                : cut(refused.reason());
    }

    /** It was told that its token expires. */
    public void expiring(Connection connection) {
        if (takes(connection)) {
            write(connection, new Happening.Notice("expiring"));
        }
    }

    /** All connections are told that the node stops. */
    public void draining() {
        if (size > 0) {
            write(null, clock.millis(), new Happening.Notice("draining"));
        }
    }

    /** @param expires when the new token does, in ms since 1970; null where it never does */
    public void refreshed(Connection connection, @Nullable Long expires) {
        if (takes(connection)) {
            write(connection, new Happening.Refreshed(expires));
        }
    }

    /** Its handler has thrown something. */
    public void failed(Connection connection, Throwable cause) {
        if (takes(connection)) {
            write(connection, new Happening.Failed(cause.getClass().getName()));
        }
    }

    /** Before it is taken out of its rooms. */
    void closed(Connection connection, Ending ending) {
        if (size == 0 || connection.happened() == 0) {
            return;
        }
        connection.mayNote(clock.millis());
        List<Place> places = connection.places(PLACES);
        write(
                connection,
                new Happening.Closed(
                        connection.details().profile(connection),
                        ending,
                        places,
                        connection.memberships(),
                        connection.happened()));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    // ---- reading

    /** Shows each entry, about in the order in which they were written; what is written meanwhile may be among them. */
    void forEach(Consumer<Entry> reader) {
        long end = next.get();
        for (long i = Math.max(0, end - size); i < end; i++) {
            Entry entry = ring.getAcquire((int) (i % size));
            if (entry != null) {
                reader.accept(entry);
            }
        }
    }
}
