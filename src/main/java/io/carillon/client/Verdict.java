package io.carillon.client;

/** What follows from the end of a connection, or of an attempt: the client's column of the table of close codes. */
public enum Verdict {
    /** The same would happen once more: do not come back. */
    STOP,
    /** Come back, after a pause. */
    AGAIN,
    /** Come back, but not soon. */
    LATER,
    /** Come back with another token. */
    NEW_TOKEN;

    private static final int UNAUTHORIZED = 401;

    /**
     * After the server has closed.
     *
     * @param code as it stood in the frame; 1005 where there was none, 1006 where there was no frame
     */
    public static Verdict ofClose(int code) {
        return switch (code) {
            case 1000, 1002, 1003, 1007, 1009, 1010, 4000, 4002 -> STOP;
            case 1013 -> LATER;
            case 4001 -> NEW_TOKEN;
            default -> AGAIN;
        };
    }

    /**
     * After the server has refused the handshake.
     *
     * @param status the HTTP status
     */
    public static Verdict ofStatus(int status) {
        if (status == UNAUTHORIZED) {
            return NEW_TOKEN;
        }
        boolean isOurs = status >= 400 && status < 500;
        return isOurs && status != 408 && status != 425 && status != 429 ? STOP : AGAIN;
    }
}
