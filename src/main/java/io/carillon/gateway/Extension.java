package io.carillon.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An extension as a client offers it (RFC 6455, section 9.1).
 *
 * @param name as the client wrote it
 * @param parameters in the client's order
 */
record Extension(String name, List<Parameter> parameters) {

    static final String HEADER = "Sec-WebSocket-Extensions";

    /**
     * What is said about an extension.
     *
     * @param value without quotes
     */
    record Parameter(String name, Optional<String> value) {}

    /**
     * Reads the headers; several are one list, and entries of it may be empty (RFC 9110, section 5.6.1.2).
     *
     * @return the offers in the client's order; nothing at all where one of them does not follow the grammar
     */
    static List<Extension> list(List<String> lines) {
        List<Extension> extensions = new ArrayList<>();
        for (String line : lines) {
            if (!new Reader(line).read(extensions)) {
                return List.of();
            }
        }
        return List.copyOf(extensions);
    }

    /**
     * Reads one line. White space is allowed between any two words, as in RFC 2616, which the grammar of RFC 6455 is based
     * on. Methods return null where the grammar is left.
     */
    private static final class Reader {

        private final String line;
        private int at;

        private Reader(String line) {
            this.line = line;
        }

        private boolean read(List<Extension> to) {
            do {
                skipSpace();
                if (at < line.length() && line.charAt(at) != ',') {
                    Optional<Extension> extension = extension();
                    if (extension.isEmpty()) {
                        return false;
                    }
                    to.add(extension.get());
                }
            } while (take(','));
            return at == line.length();
        }

        private Optional<Extension> extension() {
            String name = token();
            List<Parameter> parameters = new ArrayList<>();
            while (take(';')) {
                String parameter = token();
                boolean valued = take('=');
                String value = valued ? value() : "";
                if (parameter.isEmpty() || (valued && value.isEmpty())) {
                    return Optional.empty();
                }
                parameters.add(new Parameter(parameter, valued ? Optional.of(value) : Optional.empty()));
            }
            return name.isEmpty() ? Optional.empty() : Optional.of(new Extension(name, List.copyOf(parameters)));
        }

        /** Empty where there is none. */
        private String token() {
            skipSpace();
            int from = at;
            while (at < line.length() && Offer.isTokenCharacter(line.charAt(at))) {
                at++;
            }
            return line.substring(from, at);
        }

        /** A token, which may be in quotes; empty where there is none. */
        private String value() {
            if (!take('"')) {
                return token();
            }
            StringBuilder value = new StringBuilder();
            while (at < line.length() && line.charAt(at) != '"') {
                if (line.charAt(at) == '\\') {
                    at++;
                }
                if (at == line.length() || !Offer.isTokenCharacter(line.charAt(at))) {
                    return "";
                }
                value.append(line.charAt(at++));
            }
            if (at == line.length()) {
                return "";
            }
            at++;
            return value.toString();
        }

        private boolean take(char c) {
            skipSpace();
            if (at < line.length() && line.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void skipSpace() {
            while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
                at++;
            }
        }
    }
}
