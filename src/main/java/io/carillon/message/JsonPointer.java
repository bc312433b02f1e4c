package io.carillon.message;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Points at one value in a tree of maps and lists, as {@code /lines/0/symbol} (RFC 6901).
 *
 * @param tokens the steps from the root down, unescaped; none for the whole tree
 */
public record JsonPointer(List<String> tokens) {

    /** Each step begins with {@code /}; {@code ~} stands only in {@code ~0} and {@code ~1}. */
    private static final Pattern VALID = Pattern.compile("(?:/(?:[^/~]++|~[01])*+)*+");

    /** Section 4: no leading zeros. More digits than these are beyond any list. */
    private static final Pattern INDEX = Pattern.compile("0|[1-9]\\d{0,8}");

    public JsonPointer {
        tokens = List.copyOf(tokens);
    }

    /**
     * @throws IllegalArgumentException where it is no JSON pointer
     */
    public static JsonPointer parse(String text) {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException("a JSON pointer is empty or begins with /, found: " + text);
        }
        return new JsonPointer(Arrays.stream(text.split("/", -1))
                .skip(1)
                .map(token -> token.replace("~1", "/").replace("~0", "~"))
                .toList());
    }

    /** The value that it points at, which may be null; {@code missing} where there is none. */
    public @Nullable Object find(@Nullable Object tree, Object missing) {
        Object at = tree;
        for (String token : tokens) {
            at = step(at, token, missing);
            if (at == missing) {
                return missing;
            }
        }
        return at;
    }

    private static @Nullable Object step(@Nullable Object from, String token, Object missing) {
        if (from instanceof Map<?, ?> map) {
            return map.containsKey(token) ? map.get(token) : missing;
        }
        if (from instanceof List<?> list && INDEX.matcher(token).matches()) {
            int index = Integer.parseInt(token);
            return index < list.size() ? list.get(index) : missing;
        }
        return missing;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return tokens.stream()
                .map(token -> "/" + token.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }
}
