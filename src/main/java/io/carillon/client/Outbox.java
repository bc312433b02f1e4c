package io.carillon.client;

import io.carillon.codec.Values;
import io.carillon.message.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Publications of one room, in their order: first those that are written and wait for an answer, then those that wait to be
 * written. When a connection ends the first ones wait again, where the room has a stream: they are sent once more, under
 * their keys, before later ones. Times are in ms, of whatever clock the caller has. For one thread.
 */
final class Outbox {

    /** The server knows a key for five minutes: what is older when it comes again might be stored twice. */
    static final long KNOWN_MILLIS = 240_000;

    private final Quota quota;
    private final Deque<Publication> all = new ArrayDeque<>();
    private final Deque<Publication> waiting = new ArrayDeque<>();

    Outbox(Quota quota) {
        this.quota = quota;
    }

    /**
     * Takes one in.
     *
     * @param writable whether it can be written at once, so that nothing has to be kept for it
     * @throws ClientException where too much waits already
     */
    void add(Publication publication, boolean writable) {
        quota.take(publication.size(), writable);
        all.add(publication);
        waiting.add(publication);
    }

    /** The next one to be written, which is under way from now on; null where there is none. */
    @Nullable
    Publication write(String connection, long now) {
        Publication next = waiting.poll();
        if (next != null) {
            if (!next.isKnown()) {
                quota.give(next.size());
            }
            next.write(connection, now);
        }
        return next;
    }

    /** It is answered, or given up; whether it was still here. */
    boolean remove(Publication publication) {
        if (!all.remove(publication)) {
            return false;
        }
        if (!publication.isUnderway() && waiting.remove(publication) && !publication.isKnown()) {
            quota.give(publication.size());
        }
        return true;
    }

    /**
     * The connection has ended.
     *
     * @param stream whether the server would notice a publication that comes twice
     * @return those that are lost: written, and not to be sent again
     */
    List<Publication> ended(boolean stream) {
        List<Publication> lost = new ArrayList<>();
        List<Publication> again = new ArrayList<>();
        for (Publication publication : all) {
            if (publication.isUnderway() && stream && !publication.once()) {
                publication.waitAgain();
                again.add(publication);
            } else if (publication.isUnderway() || publication.once()) {
                lost.add(publication);
            }
        }
        lost.forEach(this::remove);
        for (int i = again.size() - 1; i >= 0; i--) {
            waiting.addFirst(again.get(i));
        }
        return lost;
    }

    /** Takes out those that were first written so long ago that the server may have forgotten them. */
    List<Publication> overdue(long now) {
        List<Publication> late = all.stream()
                .filter(each -> each.isKnown() && !each.isUnderway() && now - each.firstWritten() >= KNOWN_MILLIS)
                .toList();
        late.forEach(this::remove);
        return late;
    }

    /** When the first of those that are to be sent again will be overdue. */
    OptionalLong firstOverdue() {
        return all.stream()
                .filter(each -> each.isKnown() && !each.isUnderway())
                .mapToLong(each -> each.firstWritten() + KNOWN_MILLIS)
                .min();
    }

    /** Everything; nothing is left. */
    List<Publication> clear() {
        List<Publication> rest = List.copyOf(all);
        rest.forEach(this::remove);
        return rest;
    }

    /**
     * Whether a message that a recovery brings is one of this client's own that it does not want to hear, and whose answer
     * was lost with its connection.
     */
    boolean isUnheard(@Nullable String connection, Payload data) {
        for (Publication publication : all) {
            if (!publication.echo() && publication.wasUnansweredOn(connection) && isSame(publication.data(), data)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Payload one, Payload other) {
        return one.equals(other) || Arrays.equals(Values.json(one), Values.json(other));
    }
}
