package io.carillon.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The notation of time spans: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}. */
public final class Durations {

    private static final Pattern NOTATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private Durations() {}

    /**
     * @throws IllegalArgumentException where the text is no time span
     */
    public static Duration parse(String text) {
        Matcher matcher = NOTATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a time span like 500ms, 10s, 5m or 1h: " + text);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    /** In the largest unit that needs no fraction; what is below a millisecond is dropped. */
    public static String format(Duration duration) {
        long ms = duration.toMillis();
        if (ms == 0 || ms % SECOND != 0) {
            return ms == 0 ? "0s" : ms + "ms";
        }
        if (ms % MINUTE != 0) {
            return ms / SECOND + "s";
        }
        return ms % HOUR == 0 ? ms / HOUR + "h" : ms / MINUTE + "m";
    }
}
