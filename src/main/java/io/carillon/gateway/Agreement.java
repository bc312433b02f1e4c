package io.carillon.gateway;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a client and an endpoint have agreed to speak.
 *
 * @param subprotocol for the reply, as the client wrote it; empty where it listed nothing
 * @param encoder what is sent of what the hub has for the connection
 * @param handler makes, or finds, the one that serves a connection, which is still {@link ConnectionState#CONNECTING}; on
 *     its event loop
 */
public record Agreement(
        Optional<String> subprotocol, Encoder encoder, Function<Connection, ConnectionHandler> handler) {}
