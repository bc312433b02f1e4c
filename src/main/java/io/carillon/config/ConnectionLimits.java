package io.carillon.config;

/**
 * What one connection may cost.
 *
 * @param message bytes of the largest message that a client may send; a larger one closes with 1009
 * @param rooms that it may be in
 * @param queue bytes that may wait for it while it is slow; more close it with 4003
 * @param messagesPerSecond what it may send; what is above that is refused, and too much of it closes with 1008; 0 for no
 *     limit
 * @param errorsPerSecond requests that may fail; more close it with 1008; 0 for no limit
 */
public record ConnectionLimits(int message, int rooms, int queue, int messagesPerSecond, int errorsPerSecond) {

    /** What holds where nothing is configured. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(64 * 1024, 100, 1024 * 1024, 0, 0);

    private static final int GIB = 1024 * 1024 * 1024;
    private static final int MILLION = 1_000_000;

    public ConnectionLimits {
        Checks.that(message > 0, "a message has 1 byte or more", message);
        Checks.that(rooms > 0, "rooms are 1 or more", rooms);
        Checks.that(queue > 0, "a queue has 1 byte or more", queue);
        Checks.that(messagesPerSecond >= 0, "messages are 0 or more", messagesPerSecond);
        Checks.that(errorsPerSecond >= 0, "errors are 0 or more", errorsPerSecond);
    }

    static ConnectionLimits read(Section section, ConnectionLimits fallback) {
        return new ConnectionLimits(
                section.value("message", Rule.size(1, GIB), fallback.message),
                section.value("rooms", Rule.integer(1, MILLION), fallback.rooms),
                section.value("queue", Rule.size(1, GIB), fallback.queue),
                section.value("messages-per-second", Rule.integer(0, MILLION), fallback.messagesPerSecond),
                section.value("errors-per-second", Rule.integer(0, MILLION), fallback.errorsPerSecond));
    }
}
