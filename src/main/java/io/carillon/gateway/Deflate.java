package io.carillon.gateway;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What was agreed on compression: permessage-deflate (RFC 7692, section 7.1).
 *
 * @param serverNoContextTakeover whether the client may forget a message of ours once it has read it; we need no history
 *     either way
 * @param clientNoContextTakeover whether the client compresses each message by itself
 * @param serverWindowBits the logarithm of the window that our messages may need, where the client limits it
 * @param clientWindowBits the logarithm of the client's window, where it announces one; ours is always the largest
 */
record Deflate(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        Optional<Integer> serverWindowBits,
        Optional<Integer> clientWindowBits) {

    static final int LARGEST_WINDOW = 15;

    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";
    private static final Pattern WINDOW_BITS = Pattern.compile("[89]|1[0-5]");

    /**
     * Accepts the first offer that is valid; every valid one can be met.
     *
     * @param lines the client's headers {@link Extension#HEADER}
     * @return nothing where there is none; other extensions are passed over
     */
    static Optional<Deflate> accept(List<String> lines) {
        return Extension.list(lines).stream()
                .filter(offer -> offer.name().equals(NAME) && isValid(offer.parameters()))
                .findFirst()
                .map(offer -> of(offer.parameters()));
    }

    private static boolean isValid(List<Extension.Parameter> parameters) {
        Set<String> seen = new HashSet<>();
        return parameters.stream().allMatch(parameter -> isValid(parameter) && seen.add(parameter.name()));
    }

    private static boolean isValid(Extension.Parameter parameter) {
        Optional<String> value = parameter.value();
        return switch (parameter.name()) {
            case SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER -> value.isEmpty();
            case SERVER_WINDOW -> value.filter(Deflate::isWindow).isPresent();
            case CLIENT_WINDOW -> value.map(Deflate::isWindow).orElse(true); // without a value it is a hint
            default -> false;
        };
    }

    private static boolean isWindow(String value) {
        return WINDOW_BITS.matcher(value).matches();
    }

    private static Deflate of(List<Extension.Parameter> parameters) {
        return new Deflate(
                has(parameters, SERVER_NO_TAKEOVER),
                has(parameters, CLIENT_NO_TAKEOVER),
                bits(parameters, SERVER_WINDOW),
                bits(parameters, CLIENT_WINDOW));
    }

    private static boolean has(List<Extension.Parameter> parameters, String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name().equals(name));
    }

    private static Optional<Integer> bits(List<Extension.Parameter> parameters, String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .flatMap(parameter -> parameter.value().stream())
                .findFirst()
                .map(Integer::valueOf);
    }

    /** The logarithm of the window that our messages may need. */
    int serverWindow() {
        return serverWindowBits.orElse(LARGEST_WINDOW);
    }

    /** The header of the reply: exactly what was agreed. */
    String answer() {
        StringBuilder answer = new StringBuilder(NAME);
        if (serverNoContextTakeover) {
            answer.append("; ").append(SERVER_NO_TAKEOVER);
        }
        if (clientNoContextTakeover) {
            answer.append("; ").append(CLIENT_NO_TAKEOVER);
        }
        serverWindowBits.ifPresent(
                bits -> answer.append("; ").append(SERVER_WINDOW).append('=').append(bits));
        clientWindowBits.ifPresent(
                bits -> answer.append("; ").append(CLIENT_WINDOW).append('=').append(bits));
        return answer.toString();
    }
}
