package io.carillon.cli;

import io.carillon.client.ClientOptions;
import io.carillon.message.Format;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that are clients of a server. */
final class LinkOptions {

    /** How long a token lasts that is made here; the client asks for another one in time. */
    private static final Duration LASTING = Duration.ofHours(1);

    /** Publications wait here while there is no connection; how many there are is bounded by who makes them. */
    private static final int WAITING = 10_000;

    private static final long WAITING_BYTES = 256L << 20;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "The token. Without one it is signed with the first configured key that can; without a key the"
                            + " server is asked for one, which it gives with --dev.")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Whose token it is, where there is no --token (default: who is logged in).")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "json",
            completionCandidates = Choices.Formats.class,
            description =
                    "What is spoken: json, msgpack or bson (default: ${DEFAULT-VALUE}). What is read and printed is"
                            + " JSON in any case.")
    private String format = "";

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "A PEM file with the authorities that are trusted with wss, in place of those of the JDK.")
    private Optional<Path> ca = Optional.empty();

    private boolean hasToken;

    @Mixin
    private FileOptions files = new FileOptions();

    /**
     * Returns when there is a connection, as {@link Link#open} has it.
     *
     * @throws IllegalArgumentException where the options are wrong
     */
    Link open(Surroundings surroundings, String url, Consumer<String> tell) throws Exception {
        try {
            return Link.open(vertx -> client(surroundings, vertx, url), tell);
        } catch (IllegalStateException e) {
            String message = String.valueOf(e.getMessage());
            throw hasToken || !message.contains(" 401")
                    ? e
                    : new IllegalStateException(
                            message + "; there was none: --token, --config, or a server with --dev", e);
        }
    }

    /**
     * What these options come to. Blocks while a server is asked for a token.
     *
     * @throws IllegalArgumentException where they are wrong
     */
    private ClientOptions client(Surroundings surroundings, Vertx vertx, String url) {
        URI server = server(url);
        ClientOptions options = trusting(server).format(chosen()).queue(WAITING, WAITING_BYTES);
        if (token.isPresent()) {
            hasToken = true;
            return options.token(visible(token.get()));
        }
        ClientToken tokens = new ClientToken(surroundings.environment(), files, name(), LASTING).trusting(ca);
        Optional<String> first = tokens.find(server);
        hasToken = first.isPresent();
        return first.isEmpty() ? options : options.token(tokens(vertx, tokens, server, first.get()));
    }

    private ClientOptions trusting(URI server) {
        ClientOptions options = ClientOptions.of(server);
        if (ca.isEmpty()) {
            return options;
        }
        if (!"wss".equalsIgnoreCase(server.getScheme())) {
            throw misused("--ca", "authorities for " + server.getScheme(), "with a URL that begins with wss");
        }
        Authorities.context(ca.get()); // what stands there is found out now
        return options.trust(new PemTrustOptions().addCertPath(ca.get().toString()));
    }

    /** The first one, and from then on new ones; a server that is down gives none now, and may do so later. */
    private static Supplier<Future<String>> tokens(Vertx vertx, ClientToken tokens, URI server, String first) {
        boolean[] used = {false}; // the client asks on one thread
        return () -> {
            if (!used[0]) {
                used[0] = true;
                return Future.succeededFuture(first);
            }
            return vertx.executeBlocking(() ->
                    tokens.find(server).orElseThrow(() -> new IllegalStateException("the server gives no token")));
        };
    }

    private String name() {
        return user.orElseGet(() -> System.getProperty("user.name", "carillon"));
    }

    private Format chosen() {
        return Arrays.stream(Format.values())
                .filter(known -> known.toString().equals(format))
                .findFirst()
                .orElseThrow(() -> misused("--format", format, "json, msgpack, bson"));
    }

    private static URI server(String url) {
        try {
            URI uri = new URI(url);
            ClientOptions.of(uri);
            return uri;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw misused("URL", url, "like ws://127.0.0.1:8080/ws or wss://chat.example/ws");
        }
    }

    /** Whether a header can carry it. A token is never shown. */
    private static String visible(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw misused("--token", "something else", "visible ASCII characters, without blanks");
        }
        return text;
    }

    static IllegalArgumentException misused(String option, Object found, String allowed, Throwable cause) {
        return new IllegalArgumentException(option + ": found " + found + "; allowed: " + allowed, cause);
    }

    static IllegalArgumentException misused(String option, Object found, String allowed) {
        return new IllegalArgumentException(option + ": found " + found + "; allowed: " + allowed);
    }
}
