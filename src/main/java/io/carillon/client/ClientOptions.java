package io.carillon.client;

import io.carillon.message.Format;
import io.vertx.core.Future;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Client} is made with. Immutable: each method gives another one, in which one thing is different.
 *
 * <pre>{@code
 * ClientOptions.of("wss://example.org/ws").token(() -> tokens.fetch()).format(Format.MSGPACK)
 * }</pre>
 */
public final class ClientOptions {

    /**
     * A keep-alive of the client's own.
     *
     * @param interval after so long without a word the server is asked for one
     * @param timeout how long that may take
     */
    public record KeepAlive(Duration interval, Duration timeout) {}

    /**
     * What may wait while there is no connection.
     *
     * @param messages how many publications
     * @param bytes of how much data
     */
    public record Queue(int messages, long bytes) {}

    /** What a message that the server sends may have, unless something else is said: long histories and lists do. */
    private static final int LARGEST = 16 << 20;

    private static final int BUFFER = 256;

    private final URI url;
    private @Nullable String token;
    private @Nullable Supplier<Future<String>> tokens;
    private Format format = Format.JSON;
    private @Nullable String subprotocol;
    private Map<String, String> headers = Map.of();
    private @Nullable TrustOptions trust;
    private @Nullable Reconnect reconnect = Reconnect.DEFAULT;
    private Queue queue = new Queue(1_000, 1 << 20);
    private Duration timeout = Duration.ofSeconds(10);
    private @Nullable KeepAlive keepAlive;
    private int buffer = BUFFER;
    private int largest = LARGEST;
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    private ClientOptions(URI url) {
        this.url = url;
    }

    private ClientOptions(ClientOptions other) {
        this(other.url);
        token = other.token;
        tokens = other.tokens;
        format = other.format;
        subprotocol = other.subprotocol;
        headers = other.headers;
        trust = other.trust;
        reconnect = other.reconnect;
        queue = other.queue;
        timeout = other.timeout;
        keepAlive = other.keepAlive;
        buffer = other.buffer;
        largest = other.largest;
        random = other.random;
    }

    /**
     * @param url with {@code ws} or {@code wss}, path and query
     * @throws IllegalArgumentException where it is something else
     */
    public static ClientOptions of(URI url) {
        if (!"ws".equalsIgnoreCase(url.getScheme()) && !"wss".equalsIgnoreCase(url.getScheme())
                || url.getHost() == null) {
            throw new IllegalArgumentException("the url of a server is ws://HOST... or wss://HOST..., found: "
                    + url.toString().replaceAll("(?<=//)[^/?#]*@|[?#].*", ""));
        }
        return new ClientOptions(url);
    }

    /** The same of a text. */
    public static ClientOptions of(String url) {
        return of(URI.create(url));
    }

    /**
     * Always the same token: the client stops where the server will not have it any more.
     *
     * @throws IllegalArgumentException where it has characters that no token has, or none
     */
    public ClientOptions token(String fixed) {
        if (!Tokens.isToken(fixed)) {
            throw new IllegalArgumentException("a token has printable ASCII characters, without blanks");
        }
        ClientOptions copy = new ClientOptions(this);
        copy.token = fixed;
        copy.tokens = null;
        return copy;
    }

    /**
     * Asked for a token before each connection, and when the one in use is about to expire. It has 10 s; where it fails it is
     * asked again after a pause, unless with a {@link HopelessException}. Called on the client's event loop.
     */
    public ClientOptions token(Supplier<Future<String>> supplier) {
        ClientOptions copy = new ClientOptions(this);
        copy.token = null;
        copy.tokens = supplier;
        return copy;
    }

    /** What is spoken; JSON unless something is said. */
    public ClientOptions format(Format spoken) {
        ClientOptions copy = new ClientOptions(this);
        copy.format = spoken;
        return copy;
    }

    /** The name under which the endpoint knows the format, where it is not {@code carillon.v1.FORMAT}. */
    public ClientOptions subprotocol(String name) {
        ClientOptions copy = new ClientOptions(this);
        copy.subprotocol = name;
        return copy;
    }

    /** One more header of the handshake. */
    public ClientOptions header(String name, String value) {
        ClientOptions copy = new ClientOptions(this);
        copy.headers = new LinkedHashMap<>(headers);
        copy.headers.put(name, value);
        return copy;
    }

    /** Whom to trust with {@code wss}, in the place of the JDK's authorities. The server's name is checked in any case. */
    public ClientOptions trust(TrustOptions authorities) {
        ClientOptions copy = new ClientOptions(this);
        copy.trust = authorities;
        return copy;
    }

    /** When a lost connection is tried again. */
    public ClientOptions reconnect(Reconnect terms) {
        ClientOptions copy = new ClientOptions(this);
        copy.reconnect = terms;
        return copy;
    }

    /** The client closes with the first connection that ends or does not come about. */
    public ClientOptions withoutReconnect() {
        ClientOptions copy = new ClientOptions(this);
        copy.reconnect = null;
        return copy;
    }

    /** How much may wait while there is no connection: 1,000 publications and 1 MiB of data unless something is said. */
    public ClientOptions queue(int messages, long bytes) {
        ClientOptions copy = new ClientOptions(this);
        copy.queue = new Queue(messages, bytes);
        return copy;
    }

    /** How long a request may take that is no publication, 10 s unless something is said. */
    public ClientOptions timeout(Duration most) {
        ClientOptions copy = new ClientOptions(this);
        copy.timeout = most;
        return copy;
    }

    /** In the place of what the server says in its welcome. */
    public ClientOptions keepAlive(Duration interval, Duration patience) {
        ClientOptions copy = new ClientOptions(this);
        copy.keepAlive = new KeepAlive(interval, patience);
        return copy;
    }

    /** How many messages of a paused room are kept until the socket is not read any more, 256 unless something is said. */
    public ClientOptions buffer(int messages) {
        ClientOptions copy = new ClientOptions(this);
        copy.buffer = messages;
        return copy;
    }

    /** The largest message that the server may send, in bytes: 16 MiB unless something is said. */
    public ClientOptions largest(int bytes) {
        ClientOptions copy = new ClientOptions(this);
        copy.largest = bytes;
        return copy;
    }

    /** Where pauses have their chance from, for tests: 0 inclusive to 1 exclusive. */
    public ClientOptions random(DoubleSupplier source) {
        ClientOptions copy = new ClientOptions(this);
        copy.random = source;
        return copy;
    }

    URI url() {
        return url;
    }

    @Nullable
    String token() {
        return token;
    }

    @Nullable
    Supplier<Future<String>> tokens() {
        return tokens;
    }

    Format format() {
        return format;
    }

    String subprotocol() {
        return subprotocol == null ? "carillon.v1." + format : subprotocol;
    }

    Dialer.Target target() {
        return new Dialer.Target(url, subprotocol(), Collections.unmodifiableMap(headers), trust, largest);
    }

    @Nullable
    Reconnect reconnect() {
        return reconnect;
    }

    Queue queue() {
        return queue;
    }

    Duration timeout() {
        return timeout;
    }

    @Nullable
    KeepAlive keepAlive() {
        return keepAlive;
    }

    int buffer() {
        return buffer;
    }

    DoubleSupplier random() {
        return random;
    }

    /** Says where to, and nothing that is secret. */
    @Override
    public String toString() {
        return "ClientOptions[" + url.getScheme() + "://" + url.getRawAuthority() + ", " + format + "]";
    }
}
