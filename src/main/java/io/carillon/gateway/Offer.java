package io.carillon.gateway;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The subprotocols that a client lists (RFC 6455, section 11.3.4), in its order of preference, and the token that may be
 * among them: a browser has no other place for it.
 *
 * @param made whether it lists any at all
 * @param names without the token
 */
public record Offer(boolean made, List<String> names, Optional<String> token) {

    static final String HEADER = "Sec-WebSocket-Protocol";
    private static final String BEARER = "bearer.";

    /**
     * Reads the headers; several are one list, and entries of it may be empty (RFC 9110, section 5.6.1.2).
     *
     * @throws IllegalArgumentException where an entry is no token in the sense of RFC 9110, section 5.6.2
     */
    static Offer of(MultiMap headers) {
        List<String> names = new ArrayList<>();
        Optional<String> token = Optional.empty();
        List<String> lines = headers.getAll(HEADER);
        for (String line : lines) {
            for (String entry : line.split(",")) {
                String name = entry.strip();
                if (!name.chars().allMatch(Offer::isTokenCharacter)) {
                    throw new IllegalArgumentException(HEADER + " is a list of tokens");
                }
                if (name.isEmpty()) {
                    continue;
                }
                if (!name.startsWith(BEARER)) {
                    names.add(name);
                } else if (token.isEmpty()) {
                    token = Optional.of(name.substring(BEARER.length()));
                }
            }
        }
        return new Offer(!lines.isEmpty(), List.copyOf(names), token);
    }

    static boolean isTokenCharacter(int c) {
        return c > 0x20 && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }

    /** Never the token. */
    @Override
    public String toString() {
        return names.toString();
    }
}
