package io.carillon.stream;

import io.carillon.message.Payload;
import io.carillon.message.Sender;
import org.jspecify.annotations.Nullable;

/**
 * A message that a stream keeps.
 *
 * @param offset its place, 1 or above
 * @param time when it was accepted, in ms since 1970
 * @param echo whether the connection that it is from receives it, too
 */
public record StoredMessage(long offset, Payload data, Sender from, long time, boolean echo) {

    /** One that everybody receives. */
    public StoredMessage(long offset, Payload data, Sender from, long time) {
        this(offset, data, from, time, true);
    }

    /** The one connection that does not receive it; null where there is none. */
    public @Nullable String except() {
        return echo ? null : from.connection();
    }
}
