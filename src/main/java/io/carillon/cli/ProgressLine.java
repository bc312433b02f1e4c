package io.carillon.cli;

import io.carillon.bench.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

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

    private ProgressLine(PrintWriter err, boolean isTerminal) {
        this.err = err;
        this.isTerminal = isTerminal;
    }

    static ProgressLine on(PrintWriter err, Map<String, String> environment) {
        String terminal = environment.getOrDefault("TERM", "dumb");
        return new ProgressLine(err, !terminal.equals("dumb") && isTerminal(Path.of("/proc/self/fd/2")));
    }

    /** Java tells of stdin and stdout together only, and of stderr nothing. */
    private static boolean isTerminal(Path stream) {
        try {
            String target = stream.toRealPath().toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
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
