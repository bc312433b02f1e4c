package io.carillon.config;

import io.carillon.message.NamePattern;
import io.carillon.message.RoomName;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the values of an uplink may be. */
final class UplinkRules {

    /** A token of HTTP (RFC 9110, 5.6.2). */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** What the handshake itself says. */
    private static final Set<String> OF_THE_HANDSHAKE =
            Set.of("connection", "upgrade", "host", "content-length", "transfer-encoding");

    private UplinkRules() {}

    static Rule<URI> url() {
        Rule<String> text = Rule.text("a URL with ws or wss, without a user and a fragment", url -> true);
        return new Rule<>(
                text.allowed(),
                true,
                false,
                scalar -> {
                    URI url = parsed(text.read(scalar), scalar);
                    boolean webSocket = isSecure(url) || "ws".equalsIgnoreCase(url.getScheme());
                    if (url.getRawUserInfo() != null) {
                        throw new Mismatch("a URL with a user");
                    }
                    if (!webSocket || url.getHost() == null || url.getRawFragment() != null) {
                        throw new Mismatch(scalar.shown());
                    }
                    return url;
                },
                url -> text.write(url.toString()));
    }

    private static URI parsed(String text, Value.Scalar scalar) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new Mismatch(scalar.shown());
        }
    }

    static boolean isSecure(URI url) {
        return "wss".equalsIgnoreCase(url.getScheme());
    }

    /** A room that messages may go to. */
    static Rule<RoomName> room() {
        Rule<String> text = Rule.text("a room's name that does not begin with $", UplinkRules::isRoom);
        return new Rule<>(
                text.allowed(),
                true,
                false,
                scalar -> new RoomName(text.read(scalar)),
                room -> text.write(room.value()));
    }

    private static boolean isRoom(String text) {
        try {
            return !new RoomName(text).isReserved();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Users and services. */
    static Rule<NamePattern> names() {
        Rule<String> text =
                Rule.text("a pattern of names of users or services (* and ** as wildcards)", name -> !name.isBlank());
        return new Rule<>(
                text.allowed(),
                true,
                false,
                scalar -> NamePattern.of(text.read(scalar)),
                pattern -> text.write(pattern.toString()));
    }

    static Rule<String> protocol() {
        return Rule.text("a subprotocol", name -> TOKEN.matcher(name).matches());
    }

    static Rule<String> headerName() {
        return Rule.text(
                "the name of a header that is not the handshake's own",
                name -> TOKEN.matcher(name).matches()
                        && !OF_THE_HANDSHAKE.contains(name.toLowerCase(Locale.ROOT))
                        && !name.toLowerCase(Locale.ROOT).startsWith("sec-websocket-"));
    }

    /** What can stand in a header. */
    static Rule<KeyConfig.Secret> secret() {
        return Rule.secretText().and("text in ASCII, without line breaks", UplinkRules::isVisible);
    }

    private static boolean isVisible(KeyConfig.Secret secret) {
        for (byte c : secret.bytes()) {
            if (c < ' ' || c == 0x7f) {
                return false;
            }
        }
        return secret.bytes().length > 0;
    }

    static Rule<Path> certificates() {
        return Rule.file().and("a PEM file with certificates", UplinkRules::hasCertificates);
    }

    private static boolean hasCertificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .isEmpty();
        } catch (IOException | CertificateException e) {
            return false;
        }
    }
}
