package io.carillon.message;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a connection was closed: RFC 6455, section 7.4.1, and the application's own codes from 4000. */
public enum CloseCode {
    NORMAL(1000),
    GOING_AWAY(1001),
    PROTOCOL(1002),
    UNSUPPORTED(1003),
    /** The peer closed without a code; never sent. */
    NO_STATUS(1005),
    /** The connection broke without a close frame; never sent. */
    ABNORMAL(1006),
    DATA_INVALID(1007),
    POLICY(1008),
    TOO_LARGE(1009),
    SERVER_ERROR(1011),
    SERVER_RESTART(1012),
    TRY_LATER(1013),
    SESSION(4000),
    TOKEN_EXPIRED(4001),
    REVOKED(4002),
    SLOW_CONSUMER(4003);

    private static final Set<Integer> AGAIN = Stream.of(
                    GOING_AWAY, ABNORMAL, POLICY, SERVER_ERROR, SERVER_RESTART, TRY_LATER, TOKEN_EXPIRED, SLOW_CONSUMER)
            .map(CloseCode::code)
            .collect(Collectors.toUnmodifiableSet());

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    /** Whether a connection that ended with this code is one that its client is to open again. */
    public static boolean isToBeOpenedAgain(int code) {
        return AGAIN.contains(code);
    }

    /** The number in the close frame. */
    public int code() {
        return code;
    }
}
