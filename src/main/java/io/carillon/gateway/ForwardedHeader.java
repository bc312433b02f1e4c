package io.carillon.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a line of {@code Forwarded} (RFC 7239, section 4). Of one thread. */
final class ForwardedHeader {

    private final String line;
    private int at;

    private ForwardedHeader(String line) {
        this.line = line;
    }

    /**
     * The elements of a line, in their order; there may be empty ones (RFC 9110, section 5.6.1.2), which are left out.
     *
     * @throws IllegalArgumentException where it is not of this form
     */
    static List<Hop> hops(String line) {
        return new ForwardedHeader(line).elements();
    }

    private List<Hop> elements() {
        List<Hop> hops = new ArrayList<>();
        while (at < line.length()) {
            Map<String, String> pairs = pairs();
            if (!pairs.isEmpty()) {
                hops.add(hop(pairs));
            }
            if (at < line.length()) {
                expect(',');
            }
        }
        return hops;
    }

    private static Hop hop(Map<String, String> pairs) {
        return new Hop(Hop.node(pairs.getOrDefault("for", "unknown")), pairs.get("proto"), pairs.get("host"));
    }

    private Map<String, String> pairs() {
        Map<String, String> pairs = new HashMap<>();
        skipSpace();
        while (at < line.length() && line.charAt(at) != ',') {
            if (line.charAt(at) == ';') {
                at++;
            } else {
                String name = token().toLowerCase(Locale.ROOT);
                expect('=');
                if (pairs.put(name, value()) != null) {
                    throw new IllegalArgumentException(name + " is there twice in an element");
                }
                skipSpace();
                if (at < line.length() && line.charAt(at) != ',' && line.charAt(at) != ';') {
                    throw new IllegalArgumentException("nothing but ; or , comes behind a value");
                }
            }
            skipSpace();
        }
        return pairs;
    }

    private String value() {
        return at < line.length() && line.charAt(at) == '"' ? quoted() : token();
    }

    private String token() {
        int from = at;
        while (at < line.length() && Offer.isTokenCharacter(line.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw new IllegalArgumentException("a token is missing");
        }
        return line.substring(from, at);
    }

    private String quoted() {
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
            if (line.charAt(at) == '\\') {
                at++;
            }
            if (at < line.length()) {
                text.append(line.charAt(at));
            }
        }
        expect('"');
        return text.toString();
    }

    private void expect(char c) {
        if (at >= line.length() || line.charAt(at) != c) {
            throw new IllegalArgumentException(c + " is missing");
        }
        at++;
    }

    private void skipSpace() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
    }
}
