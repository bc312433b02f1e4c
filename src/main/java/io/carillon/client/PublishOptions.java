package io.carillon.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How something is published.
 *
 * @param key the same for the same publication, however often it is said: the server stores it once within five minutes;
 *     null for one that the client makes up
 * @param echo whether this client, too, is to receive it
 * @param timeout how long it may wait for a connection and an answer; null for as long as it takes
 * @param once it is sent now or never: it does not wait for a connection, and is not sent again on the next one
 */
public record PublishOptions(
        @Nullable String key, boolean echo, @Nullable Duration timeout, boolean once) {

    /** What holds where nothing is said. */
    public static final PublishOptions DEFAULT = new PublishOptions(null, true, null, false);

    /** With a key of the caller's own, for what may be said again by another client, or after a restart. */
    public PublishOptions key(String own) {
        return new PublishOptions(own, echo, timeout, once);
    }

    /** This client does not hear it, not even when it recovers. */
    public PublishOptions withoutEcho() {
        return new PublishOptions(key, false, timeout, once);
    }

    /** Fails with {@code timeout} after so long. */
    public PublishOptions timeout(Duration most) {
        return new PublishOptions(key, echo, most, once);
    }

    /** Fails with {@code not_connected} at once where there is no connection, and with {@code lost} when it ends. */
    public PublishOptions once(boolean whether) {
        return new PublishOptions(key, echo, timeout, whether);
    }
}
