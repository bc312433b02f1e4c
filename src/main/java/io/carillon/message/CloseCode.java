package io.carillon.message;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a connection was closed: RFC 6455, section 7.4.1, Carillon's own codes from 4000, and whatever else an application
 * says (section 7.4.2).
 *
 * @param code the number in the close frame
 */
public record CloseCode(int code) {

    public static final CloseCode NORMAL = new CloseCode(1000);
    public static final CloseCode GOING_AWAY = new CloseCode(1001);
    public static final CloseCode PROTOCOL = new CloseCode(1002);
    public static final CloseCode UNSUPPORTED = new CloseCode(1003);
    /** The peer closed without a code; never sent. */
    public static final CloseCode NO_STATUS = new CloseCode(1005);
    /** The connection broke without a close frame; never sent. */
    public static final CloseCode ABNORMAL = new CloseCode(1006);

    public static final CloseCode DATA_INVALID = new CloseCode(1007);
    public static final CloseCode POLICY = new CloseCode(1008);
    public static final CloseCode TOO_LARGE = new CloseCode(1009);
    public static final CloseCode SERVER_ERROR = new CloseCode(1011);
    public static final CloseCode SERVER_RESTART = new CloseCode(1012);
    public static final CloseCode TRY_LATER = new CloseCode(1013);
    public static final CloseCode SESSION = new CloseCode(4000);
    public static final CloseCode TOKEN_EXPIRED = new CloseCode(4001);
    public static final CloseCode REVOKED = new CloseCode(4002);
    public static final CloseCode SLOW_CONSUMER = new CloseCode(4003);

    /** All of these. */
    public static final List<CloseCode> KNOWN = List.of(
            NORMAL,
            GOING_AWAY,
            PROTOCOL,
            UNSUPPORTED,
            NO_STATUS,
            ABNORMAL,
            DATA_INVALID,
            POLICY,
            TOO_LARGE,
            SERVER_ERROR,
            SERVER_RESTART,
            TRY_LATER,
            SESSION,
            TOKEN_EXPIRED,
            REVOKED,
            SLOW_CONSUMER);

    private static final int FIRST = 1000;
    private static final int LAST = 4999;
    private static final int FIRST_OF_APPLICATIONS = 3000;

    private static final Set<Integer> AGAIN = Stream.of(
                    GOING_AWAY, ABNORMAL, POLICY, SERVER_ERROR, SERVER_RESTART, TRY_LATER, TOKEN_EXPIRED, SLOW_CONSUMER)
            .map(CloseCode::code)
            .collect(Collectors.toUnmodifiableSet());

    public CloseCode {
        if (code < FIRST || code > LAST) {
            throw new IllegalArgumentException("a close code is 1000 to 4999, not " + code);
        }
    }

    /**
     * The one that an application wants to send.
     *
     * @throws IllegalArgumentException where it must not stand in a close frame
     */
    public static CloseCode sendable(int code) {
        if (!maySend(code)) {
            throw new IllegalArgumentException(
                    "the close code " + code + " must not be sent; 1000 to 1003, 1007 to 1014 and 3000 to 4999 may");
        }
        return new CloseCode(code);
    }

    /** Whether a code may stand in a close frame: section 7.4, and the registry that it founded, 1012 to 1014. */
    public static boolean maySend(int code) {
        return (code >= FIRST && code <= 1003) || (code >= 1007 && code <= 1014) || isApplications(code);
    }

    /** Whether what a code means is for libraries and applications to say (section 7.4.2). */
    public static boolean isApplications(long code) {
        return code >= FIRST_OF_APPLICATIONS && code <= LAST;
    }

    /** Whether a connection that ended with this code is one that its client is to open again. */
    public static boolean isToBeOpenedAgain(int code) {
        return AGAIN.contains(code);
    }
}
