package io.carillon.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The notation of sizes: {@code 64KiB}, {@code 1MiB}, {@code 1GiB}, or a number of bytes. */
public final class Sizes {

    private static final Pattern NOTATION = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB)?");
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;

    private Sizes() {}

    /**
     * @return bytes
     * @throws IllegalArgumentException where the text is no size
     */
    public static long parse(String text) {
        Matcher matcher = NOTATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size like 64KiB, 1MiB or a number of bytes: " + text);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (String.valueOf(matcher.group(2))) {
            case "KiB" -> count * KIB;
            case "MiB" -> count * MIB;
            case "GiB" -> count * GIB;
            default -> count;
        };
    }

    /** In the largest unit that needs no fraction. */
    public static String format(long bytes) {
        if (bytes == 0 || bytes % KIB != 0) {
            return Long.toString(bytes);
        }
        if (bytes % MIB != 0) {
            return bytes / KIB + "KiB";
        }
        return bytes % GIB == 0 ? bytes / GIB + "GiB" : bytes / MIB + "MiB";
    }
}
