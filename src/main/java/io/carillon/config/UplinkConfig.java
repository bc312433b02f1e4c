package io.carillon.config;

import io.carillon.message.Format;
import io.carillon.message.NamePattern;
import io.carillon.message.RoomName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Another WebSocket server that a room is fed from, or feeds.
 *
 * @param name what logs and metrics call it, and messages that came from there
 * @param target where it is, and how it lets this one in
 * @param room the room here
 * @param remoteRoom the room there, where it speaks Carillon's protocol
 * @param direction which way messages go
 * @param text whether a text frame is a string, whatever stands in it; otherwise it is a JSON value, where it is one
 * @param except whose messages do not pass, users or services
 * @param window so many messages may be on their way there without an answer
 * @param reconnect when a lost connection is tried again
 */
public record UplinkConfig(
        String name,
        Target target,
        RoomName room,
        RoomName remoteRoom,
        Direction direction,
        boolean text,
        List<NamePattern> except,
        int window,
        Reconnect reconnect) {

    /** What it links. */
    List<Object> ends() {
        return List.of(target.url(), room, remoteRoom);
    }

    /** Which way messages go. */
    public enum Direction {
        /** From there to here. */
        IN("in"),
        /** From here to there. */
        OUT("out"),
        BOTH("both");

        private final String text;

        Direction(String text) {
            this.text = text;
        }

        /** Whether messages come from there. */
        public boolean comesIn() {
            return this != OUT;
        }

        /** Whether messages go there. */
        public boolean goesOut() {
            return this != IN;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What a text frame is, where the protocol is not Carillon's. */
    private enum Data {
        JSON("json"),
        TEXT("text");

        private final String text;

        Data(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A server, and how it lets this one in.
     *
     * @param url with ws or wss
     * @param token goes into the header {@code Authorization}
     * @param tokenFile where the token is, read at each attempt
     * @param headers more headers of the upgrade
     * @param protocol the one subprotocol that is offered
     * @param trust PEM certificates of authorities that the server's is signed by; empty for those of the JDK
     */
    public record Target(
            URI url,
            Optional<KeyConfig.Secret> token,
            Optional<Path> tokenFile,
            Map<String, KeyConfig.Secret> headers,
            Optional<String> protocol,
            Optional<Path> trust) {

        public Target {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        /** The format of Carillon's protocol, where that is spoken. */
        public Optional<Format> format() {
            return protocol.filter(name -> name.startsWith(CARILLON)).flatMap(UplinkConfig::format);
        }
    }

    /**
     * When a lost connection is tried again: after a random part of a time that doubles.
     *
     * @param base the longest first pause
     * @param cap the longest pause of all
     */
    public record Reconnect(Duration base, Duration cap) {

        /** What holds where nothing is configured. */
        public static final Reconnect DEFAULT = new Reconnect(Duration.ofMillis(500), Duration.ofSeconds(20));

        private static final Duration LEAST = Duration.ofMillis(10);
        private static final Duration MOST = Duration.ofHours(1);

        static Reconnect read(Section section) {
            Reconnect read = new Reconnect(
                    section.value("base", Rule.duration(LEAST, MOST), DEFAULT.base),
                    section.value("cap", Rule.duration(LEAST, MOST), DEFAULT.cap));
            if (read.base.compareTo(read.cap) > 0) {
                section.violation(
                        section.has("cap") ? "cap" : "base",
                        "a base of " + Durations.format(read.base) + " above the cap of " + Durations.format(read.cap),
                        "a cap that is not below the base");
            }
            return read;
        }
    }

    private static final String CARILLON = "carillon.v1.";
    private static final int USUAL_WINDOW = 32;
    private static final int LARGEST_WINDOW = 1000;

    public UplinkConfig {
        except = List.copyOf(except);
    }

    private static Optional<Format> format(String protocol) {
        String name = protocol.substring(CARILLON.length());
        for (Format format : Format.values()) {
            if (format.toString().equals(name)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** Empty where it cannot be used, which then is a violation. */
    static Optional<UplinkConfig> read(String name, Section section) {
        Optional<Target> target = target(section);
        Optional<RoomName> room = section.required("room", UplinkRules.room());
        Optional<RoomName> remoteRoom = section.optional("remote-room", UplinkRules.room());
        Direction direction = section.value("direction", Rule.choice(Direction.class), Direction.IN);
        Optional<Data> data = section.optional("data", Rule.choice(Data.class));
        List<NamePattern> except = section.list("except", UplinkRules.names(), List.of());
        int window = section.value("window", Rule.integer(1, LARGEST_WINDOW), USUAL_WINDOW);
        Reconnect reconnect = section.section("reconnect", Reconnect::read);
        target.ifPresent(known -> {
            if (known.format().isPresent() && data.isPresent()) {
                section.violation("data", data.get().toString(), "nothing: messages of Carillon's protocol say it");
            } else if (known.format().isEmpty() && remoteRoom.isPresent()) {
                section.violation(
                        "remote-room", remoteRoom.get().toString(), "nothing unless protocol is " + CARILLON + "json");
            }
        });
        return target.flatMap(to -> room.map(here -> new UplinkConfig(
                name,
                to,
                here,
                remoteRoom.orElse(here),
                direction,
                data.filter(Data.TEXT::equals).isPresent(),
                except,
                window,
                reconnect)));
    }

    private static Optional<Target> target(Section section) {
        Optional<URI> url = section.required("url", UplinkRules.url());
        Optional<KeyConfig.Secret> token = section.optional("token", UplinkRules.secret());
        Optional<Path> file = section.optional("token-file", Rule.file());
        Map<String, KeyConfig.Secret> headers =
                section.values("headers", UplinkRules.headerName(), UplinkRules.secret());
        Optional<String> protocol = section.optional("protocol", UplinkRules.protocol());
        Optional<Path> trust = section.optional("trust", UplinkRules.certificates());
        if (token.isPresent() && file.isPresent()) {
            section.violation("token-file", "token and token-file", "one of them");
        }
        boolean authorized = headers.keySet().stream().anyMatch("authorization"::equalsIgnoreCase);
        if (authorized && (token.isPresent() || file.isPresent())) {
            section.violation("headers", "authorization beside a token", "one of them");
        }
        if (trust.isPresent() && url.isPresent() && !UplinkRules.isSecure(url.get())) {
            section.violation("trust", "certificates for " + url.get().getScheme(), "a url with wss");
        }
        return url.map(to -> new Target(to, token, file, headers, protocol, trust));
    }
}
