package io.carillon.ops;

/**
 * Serves {@code /carillon.js}, the TypeScript client as one file, which pages import without a build of their own. Any
 * thread.
 */
public final class ClientScript extends Resource {

    /** Reads the script; blocks. */
    public ClientScript() {
        super("/carillon.js", "/web/carillon.js", "text/javascript; charset=utf-8");
    }
}
