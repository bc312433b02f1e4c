package io.carillon.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with parameters, as {@code /rooms/{room}/messages}. It is compared with what the client has sent, segment by segment
 * and decoded once (RFC 3986, section 2.1): a name may have any characters, a slash in it is {@code %2F}, a plus is a plus,
 * and {@code ..} in it is no step upwards.
 *
 * @param segments those in braces stand for any one segment
 */
record PathTemplate(List<String> segments) {

    PathTemplate {
        segments = List.copyOf(segments);
    }

    static PathTemplate of(String template) {
        return new PathTemplate(split(template));
    }

    /**
     * The segments of a path, decoded.
     *
     * @throws IllegalArgumentException where an escape is none, or what was escaped is not UTF-8
     */
    static List<String> segments(String path) {
        return split(path).stream().map(PathTemplate::decode).toList();
    }

    /** {@code /a/} has two segments, of which the second is empty. */
    private static List<String> split(String path) {
        return List.of(path.substring(Math.min(1, path.length())).split("/", -1));
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        byte[] raw = segment.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                decoded.put((byte) (digit(raw, i + 1) << 4 | digit(raw, i + 2)));
                i += 2;
            } else {
                decoded.put(raw[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the path has escapes that are not UTF-8", e);
        }
    }

    private static int digit(byte[] raw, int at) {
        int digit = at < raw.length ? Character.digit(raw[at], 16) : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("the path has a % without two hexadecimal digits");
        }
        return digit;
    }

    /** The parameters of a path; empty where it is not of this form. */
    Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String expected = segments.get(i);
            if (expected.startsWith("{")) {
                parameters.put(expected.substring(1, expected.length() - 1), path.get(i));
            } else if (!expected.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (String segment : segments) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
            }
        }
        return names;
    }
}
