package io.carillon.gateway;

/** Where a connection is in its life (RFC 6455, section 7.1); each comes once, in this order, or is left out. */
public enum ConnectionState {
    /** Its handshake has been checked, and is about to be answered. */
    CONNECTING,
    OPEN,
    /** The closing handshake is under way: what is sent now fails. */
    CLOSING,
    /** The TCP connection is gone. */
    CLOSED
}
