package io.carillon.uplink;

import io.carillon.client.ClientException;
import io.carillon.client.ConnectionEndedException;
import io.carillon.client.Dialer;
import io.carillon.client.HandshakeException;

/** What is wrong with the server there, as the rest of a sentence for the log. What the server has said is not in it. */
final class Trouble {

    private static final int BROKEN = 1006;

    private static final String SUBJECT = "the connection ";

    private Trouble() {}

    /** Why there is no connection. */
    static String of(Throwable cause) {
        if (cause instanceof HandshakeException refused) {
            return "refused the handshake with " + refused.status();
        } else if (cause instanceof ConnectionEndedException ended) {
            return of(ended.code(), String.valueOf(ended.getMessage()).substring(SUBJECT.length()));
        } else if (cause instanceof ClientException refused) {
            return "cannot be connected to: " + refused.code();
        }
        return "cannot be connected to: " + Dialer.reason(cause);
    }

    /** How a connection has ended. */
    static String of(int code, String how) {
        return code == BROKEN ? how : "closed with " + code;
    }
}
