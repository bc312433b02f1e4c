package io.carillon.gateway;

/** Who is told what happens on a socket; on its event loop. */
interface SocketListener {

    /** A whole message; the array is the listener's. Not called after {@link #closed}. */
    void message(boolean text, byte[] payload);

    /**
     * The connection has ended or is about to: nothing more comes in, nothing more goes out. Called once.
     *
     * @param code the code that was sent or received; 1005 where the peer gave none, 1006 where there was no close frame
     * @param again whether the client is to come back, whatever the endpoint calls the code
     */
    void closed(int code, String reason, boolean again);

    /** The peer has sent a ping, which is answered. Not called after {@link #closed}. */
    void ping(byte[] payload);

    /** The peer has sent a pong. Not called after {@link #closed}. */
    void pong(byte[] payload);

    /** A ping is sent, to see whether the peer is still there. */
    void pinged();

    /** The TCP connection is gone, and everything it cost is given back. Called once, after {@link #closed}. */
    void gone();
}
