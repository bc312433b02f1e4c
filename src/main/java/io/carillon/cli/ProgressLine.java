package io.carillon.cli;

import io.carillon.bench.Progress;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows progress on stderr: on a terminal as one line that is written again and again, elsewhere as a line each second.
 */
final class ProgressLine implements Progress.Watcher {

    private static final Duration OFTEN = Duration.ofMillis(250);
    private static final Duration SELDOM = Duration.ofSeconds(1);

    /** Without wrapping, so that a narrow terminal cuts the line off and it stays one. */
    private static final String BEGIN = "\r\u001B[?7l";

    private static final String END = "\u001B[K\u001B[?7h";

    private final PrintWriter err;
    private final boolean isTerminal;

    ProgressLine(PrintWriter err, Terminal terminal) {
        this.err = err;
        this.isTerminal = terminal.canRewrite();
    }

    Duration every() {
        return isTerminal ? OFTEN : SELDOM;
    }

    @Override
    public void see(Progress progress) {
        show(progress.line());
    }

    void show(String line) {
        err.print(isTerminal ? BEGIN + line + END : line + System.lineSeparator());
        err.flush();
    }

    /** Leaves an empty line for what follows. */
    void end() {
        if (isTerminal) {
            err.print("\r\u001B[K");
            err.flush();
        }
    }
}
