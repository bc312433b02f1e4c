package io.carillon.codec;

import java.nio.charset.StandardCharsets;

/** Escapes in JSON's strings (RFC 8259, section 7). A surrogate of no pair can be escaped, but is no character. */
final class JsonEscapes {

    /** An escape such as {@code \\u0041}: backslash, letter and digits. */
    private static final int LENGTH = 6;

    private JsonEscapes() {}

    /** Hot path. Whether the JSON, which is known to be well-formed, has the escape of half a surrogate pair. */
    static boolean haveLoneSurrogate(byte[] json, int from, int to) {
        int i = from;
        while (i < to) {
            if (json[i] != '\\') {
                i++;
            } else if (json[i + 1] != 'u') {
                i += 2;
            } else {
                int length = character(json, i, to);
                if (length == 0) {
                    return true;
                }
                i += length;
            }
        }
        return false;
    }

    /** The length of the escaped character that begins here; 0 where it is half a pair. */
    private static int character(byte[] json, int at, int to) {
        char first = unit(json, at);
        if (!Character.isSurrogate(first)) {
            return LENGTH;
        }
        int next = at + LENGTH;
        boolean pair = Character.isHighSurrogate(first)
                && next + LENGTH <= to
                && json[next] == '\\'
                && json[next + 1] == 'u'
                && Character.isLowSurrogate(unit(json, next));
        return pair ? 2 * LENGTH : 0;
    }

    private static char unit(byte[] json, int at) {
        return (char) Integer.parseInt(new String(json, at + 2, 4, StandardCharsets.ISO_8859_1), 16);
    }
}
