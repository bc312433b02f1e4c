package io.carillon.cli;

/** How the process is told to stop, or to read its configuration again. */
interface Signals {

    /**
     * Sets what happens, instead of what the platform does by itself. Each is called once, on a thread of its own.
     *
     * @param first at the first signal; must not block
     * @param second at the second
     */
    void onStop(Runnable first, Runnable second);

    /**
     * Sets what happens at SIGHUP, each time on a thread of its own; nothing where the platform has no such signal.
     *
     * @param action must not block
     */
    default void onHangup(Runnable action) {}
}
