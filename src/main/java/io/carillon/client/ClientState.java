package io.carillon.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a {@link Client} is: {@code Idle → Connecting → Open → Waiting → Connecting …}, and {@code Closed}. */
public sealed interface ClientState {

    /** Nobody has asked for a connection yet. */
    record Idle() implements ClientState {}

    /** A token is fetched, the handshake made, or the welcome awaited. */
    record Connecting() implements ClientState {}

    /** There is a connection. */
    record Open(Welcome welcome) implements ClientState {}

    /**
     * There is none, and it will be tried again.
     *
     * @param until when
     * @param cause why there is none: a {@link HandshakeException}, a {@link ConnectionEndedException}, what the supplier of
     *     tokens has failed with, or what kept a connection from being made
     */
    record Waiting(Instant until, Throwable cause) implements ClientState {}

    /**
     * It is over; {@link Client#connect} begins anew.
     *
     * @param code 1000 where this side has closed, else the server's; 1006 where no connection came about
     * @param reason for people
     * @param cause why, where the server has closed or refused
     */
    record Closed(int code, String reason, @Nullable Throwable cause) implements ClientState {}
}
