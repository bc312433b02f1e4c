package io.carillon.gateway;

import io.vertx.core.buffer.Buffer;
import org.slf4j.LoggerFactory;

/**
 * What an application does with the connections of an endpoint. All methods are optional, and run on the connection's event
 * loop, one after the other: none may block. One that throws has {@link #onError} called and its connection closed with
 * 1011; other connections do not notice.
 *
 * <p>An object may serve one connection, or all of them.
 */
public interface ConnectionHandler {

    /** The connection is open: the first that is heard of it. */
    default void onOpen(Connection connection) {}

    /** A whole message: put together from its frames, inflated, and UTF-8 where it is text; in the order of arrival. */
    default void onMessage(Connection connection, Message message) {}

    /**
     * The connection has ended, or is about to: nothing more comes in, nothing more goes out. Called once for each that was
     * opened.
     *
     * @param code that was sent or received; 1005 where the peer gave none, 1006 where it broke (RFC 6455, section 7.1.5)
     */
    default void onClose(Connection connection, int code, String reason) {}

    /**
     * A handler has thrown, or {@link Connection#fail} was called; the connection is closed with 1011 after this. Logs it,
     * unless an application does something else.
     */
    default void onError(Connection connection, Throwable cause) {
        LoggerFactory.getLogger(ConnectionHandler.class)
                .error("a handler failed connection={} endpoint={}", connection.id(), connection.endpoint(), cause);
    }

    /** The peer has sent a ping (RFC 6455, section 5.5.2), which is answered without help. */
    default void onPing(Connection connection, Buffer data) {}

    /** The peer has sent a pong, asked or not (RFC 6455, section 5.5.3). */
    default void onPong(Connection connection, Buffer data) {}

    /**
     * The node stops, or the hub is closed, and will close this connection with 1012.
     *
     * @param millis from now
     */
    default void onDraining(Connection connection, long millis) {}

    /**
     * The token that the connection came with expires, and will close it with 4001, unless it is {@linkplain
     * Connection#renew given another}.
     *
     * @param millis from now
     */
    default void onExpiring(Connection connection, long millis) {}
}
