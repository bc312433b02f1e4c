package io.carillon.count;

import java.util.Locale;

/** What becomes of a handshake: the rows of the table of refusals (docs/protocol.md), and what else can be. */
public enum Handshake {
    ACCEPTED,
    /** 404: there is no endpoint at the path. */
    NO_ENDPOINT,
    /** 403: it came without TLS, and not from this machine. */
    PLAIN,
    /** 400 or 426: it is none. */
    NOT_A_HANDSHAKE,
    /** 429: too many in a second. */
    RATE_LIMITED,
    /** 503: the node has as many connections as it may. */
    FULL,
    /** 503: the node is about to stop. */
    DRAINING,
    /** 403: the page is of an origin that is not allowed. */
    ORIGIN,
    /** 401: there was no token. */
    NO_TOKEN,
    /** 401: the token is invalid, expired or revoked. */
    INVALID_TOKEN,
    /** 403: the token does not allow the endpoint. */
    FORBIDDEN,
    /** 400: there is no subprotocol or version that both know. */
    NO_SUBPROTOCOL,
    /** 429: the user has as many sessions as it may. */
    TOO_MANY_SESSIONS,
    /** 503: nobody can say now whether it may come in: the keys are not there, or the sessions cannot be counted. */
    UNAVAILABLE,
    /** The client was gone before it was answered. */
    GONE,
    /** 500: a mistake of the server, or of what an application has given the endpoint. */
    FAILED;

    /** As a label. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
