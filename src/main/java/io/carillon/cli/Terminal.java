package io.carillon.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What this process writes to: a terminal, which has a width and shows colours, or a pipe or file, which gets neither.
 * {@code System.console()} tells of stdin and stdout together only, and of stderr nothing.
 */
final class Terminal {

    /** Text is wrapped at the terminal's width, within these. */
    private static final int NARROWEST = 60;

    private static final int WIDEST = 120;
    private static final int USUAL = 80;

    private static final long PATIENCE = 500;

    private final Map<String, String> environment;
    private final boolean in;
    private final boolean out;
    private final boolean err;

    /** For tests: what is a terminal is said. */
    Terminal(Map<String, String> environment, boolean in, boolean out, boolean err) {
        this.environment = environment;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    static Terminal of(Map<String, String> environment) {
        return new Terminal(environment, isTerminal(0), isTerminal(1), isTerminal(2));
    }

    /** Where nobody looks. */
    static Terminal none() {
        return new Terminal(Map.of(), false, false, false);
    }

    /** Whether somebody types what is read. */
    boolean isIn() {
        return in;
    }

    /** Whether somebody sees stdout. */
    boolean isOut() {
        return out;
    }

    boolean isErr() {
        return err;
    }

    /** Whether a line of stderr can be written again and again. */
    boolean canRewrite() {
        return err && !isDumb();
    }

    boolean isOutColoured() {
        return isColoured(out);
    }

    boolean isErrColoured() {
        return isColoured(err);
    }

    /** As no-color.org and bixense.com/clicolors have it. */
    private boolean isColoured(boolean terminal) {
        if (isSaid("NO_COLOR")) {
            return false;
        }
        if (isSaid("CLICOLOR_FORCE") && !"0".equals(environment.get("CLICOLOR_FORCE"))) {
            return true;
        }
        return terminal && !isDumb();
    }

    private boolean isSaid(String variable) {
        return !environment.getOrDefault(variable, "").isEmpty();
    }

    private boolean isDumb() {
        return environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    /** The width for text, in columns; that of a usual terminal where there is none. Blocks for a moment. */
    int columns() {
        int columns = out ? measured() : number(environment.getOrDefault("COLUMNS", ""));
        return columns == 0 ? USUAL : Math.max(NARROWEST, Math.min(WIDEST, columns));
    }

    /** Java does not know the size of a terminal, stty does. */
    private static int measured() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(PATIENCE, TimeUnit.MILLISECONDS)) {
                stty.destroy();
                return 0;
            }
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return number(size.substring(size.indexOf(' ') + 1));
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int number(String text) {
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }

    private static boolean isTerminal(int descriptor) {
        Path stream = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.exists(Path.of("/proc/self/fd"))) {
            return System.console() != null; // not Linux: the best that can be had
        }
        try {
            String target = stream.toRealPath().toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false; // a pipe, a socket, or closed
        }
    }
}
