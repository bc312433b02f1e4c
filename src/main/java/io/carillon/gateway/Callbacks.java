package io.carillon.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A handler that was put together from functions; what was not given does nothing, or what every handler does. */
final class Callbacks implements ConnectionHandler {

    @Nullable
    Consumer<Connection> open;

    @Nullable
    BiConsumer<Connection, Message> message;

    Endpoint.@Nullable CloseHandler close;

    @Nullable
    BiConsumer<Connection, Throwable> error;

    @Nullable
    BiConsumer<Connection, Buffer> ping;

    @Nullable
    BiConsumer<Connection, Buffer> pong;

    @Override
    public void onOpen(Connection connection) {
        if (open != null) {
            open.accept(connection);
        }
    }

    @Override
    public void onMessage(Connection connection, Message received) {
        if (message != null) {
            message.accept(connection, received);
        }
    }

    @Override
    public void onClose(Connection connection, int code, String reason) {
        if (close != null) {
            close.closed(connection, code, reason);
        }
    }

    @Override
    public void onError(Connection connection, Throwable cause) {
        if (error != null) {
            error.accept(connection, cause);
        } else {
            ConnectionHandler.super.onError(connection, cause);
        }
    }

    @Override
    public void onPing(Connection connection, Buffer data) {
        if (ping != null) {
            ping.accept(connection, data);
        }
    }

    @Override
    public void onPong(Connection connection, Buffer data) {
        if (pong != null) {
            pong.accept(connection, data);
        }
    }
}
