package io.carillon.gateway;

import io.carillon.hub.Ending;

/** Who is told what happens on a socket; on its event loop. */
interface SocketListener {

    /** A whole message; the array is the listener's. Not called after {@link #closed}. */
    void message(boolean text, byte[] payload);

    /**
     * The connection has ended or is about to: nothing more comes in, nothing more goes out. Called once.
     *
     * @param ending how that has come
     * @param again whether the client is to come back, whatever the endpoint calls the code
     */
    void closed(Ending ending, boolean again);

    /** The peer has sent a ping, which is answered. Not called after {@link #closed}. */
    void ping(byte[] payload);

    /** The peer has sent a pong. Not called after {@link #closed}. */
    void pong(byte[] payload);

    /** A ping is sent, to see whether the peer is still there. */
    void pinged();

    /** The TCP connection is gone, and everything it cost is given back. Called once, after {@link #closed}. */
    void gone();
}
