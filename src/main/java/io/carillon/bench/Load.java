package io.carillon.bench;

import io.carillon.message.Format;
import io.carillon.message.RoomName;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What a server is loaded with. Whatever is no load is refused in the words of the command line. */
public record Load(Target target, Crowd crowd, Data data, Pace pace, Times times) {

    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final int LARGEST = 1 << 24;
    private static final String VISIBLE = "visible ASCII characters, without blanks";

    /**
     * Where clients connect.
     *
     * @param server a ws: or wss: URL
     * @param subprotocol what they ask for
     * @param token none where the server wants none
     * @param addresses how many of this machine's, from 127.0.0.1 on, they come from: each has ports of its own
     */
    public record Target(URI server, String subprotocol, Optional<String> token, int addresses) {
        public Target {
            String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
            check(
                    (scheme.equals("ws") || scheme.equals("wss")) && server.getHost() != null,
                    "URL",
                    server,
                    "like ws://127.0.0.1:8080/ws or wss://chat.example/ws");
            check(isVisible(subprotocol), "--subprotocol", subprotocol, VISIBLE);
            check(token.isEmpty() || isVisible(token.get()), "--token", "something else", VISIBLE); // never shown
            check(addresses >= 1 && addresses <= 254, "--from-addresses", addresses, "1 to 254");
            check(
                    addresses == 1 || isLoopback(server.getHost()),
                    "--from-addresses",
                    addresses,
                    "1, where the server is not on this machine (" + server.getHost() + ')');
        }

        /** Whether a header can carry it. */
        private static boolean isVisible(String text) {
            return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~');
        }

        private static boolean isLoopback(String host) {
            return host.equals("localhost") || host.startsWith("127.");
        }
    }

    /**
     * Who is there.
     *
     * @param connections members, spread evenly over the rooms
     * @param publishers connections besides, which do not hear their own messages
     * @param prefix what the names of rooms begin with; a number follows
     */
    public record Crowd(int connections, int rooms, int publishers, String prefix) {
        public Crowd {
            check(connections >= 1 && connections <= MOST_CONNECTIONS, "--connections", connections, "1 to 1000000");
            check(rooms >= 1 && rooms <= connections, "--rooms", rooms, "1 to one for each connection: " + connections);
            check(
                    publishers >= 0 && publishers <= MOST_CONNECTIONS,
                    "--publishers",
                    publishers,
                    "1 to 1000000; 0 with --idle");
            try {
                new RoomName(prefix + rooms);
            } catch (IllegalArgumentException e) {
                check(false, "--room-prefix", prefix, "what a room's name can begin with: " + e.getMessage());
            }
        }

        RoomName room(int number) {
            return new RoomName(prefix + number);
        }

        /** How many pairs of a publisher and a room there are. */
        int streams() {
            return publishers == 0 ? 0 : Math.max(rooms, publishers);
        }
    }

    /**
     * What is said.
     *
     * @param size of each message's data, a string, in bytes
     */
    public record Data(Format format, int size, boolean compression) {
        public Data {
            check(
                    size >= Stamp.LENGTH && size <= LARGEST,
                    "--size",
                    size,
                    Stamp.LENGTH + " (the stamp that tells when a message was due) to " + LARGEST);
        }
    }

    /** How long, and what of it does not count. */
    public record Times(Duration warmup, Duration duration) {
        public Times {
            check(!duration.isZero(), "--duration", "0s", "more than nothing");
        }
    }

    public Load {
        boolean idle = pace instanceof Pace.Idle;
        check(idle == (crowd.publishers == 0), "--publishers", crowd.publishers, idle ? "0 with --idle" : "1 or more");
    }

    static void check(boolean allowed, String option, Object found, String what) {
        if (!allowed) {
            throw new IllegalArgumentException(option + ": found " + found + "; allowed: " + what);
        }
    }
}
