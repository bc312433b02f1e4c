package io.carillon.cli;

/** What the process tells whoever started it. */
enum ExitStatus {
    /** Done, or stopped cleanly. */
    OK(0),
    /** Anything that is not the user's mistake: a port in use. */
    FAILED(1),
    /** Bad configuration or arguments, a missing file included. */
    MISUSED(2);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
