package io.carillon.cli;

/** How the process is told to stop. */
interface Signals {

    /**
     * Sets what happens, instead of what the platform does by itself. Each is called once, on a thread of its own.
     *
     * @param first at the first signal; must not block
     * @param second at the second
     */
    void onStop(Runnable first, Runnable second);
}
