package io.carillon.cli;

import io.carillon.client.RoomMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Locale;

/**
 * Shows messages on stdout, flushed when nothing more is at hand, and what is to be said about them on stderr. On a
 * terminal there is one more line, the rate, while messages come faster than anybody reads.
 */
final class Show {

    private static final int BUFFER = 1 << 16;
    private static final long SECOND = 1_000;
    private static final int FAST = 20;
    private static final String CLEAR = "\r\u001B[K";
    private static final String YELLOW = "\u001B[33m";

    private final OutputStream out;
    private final PrintWriter err;
    private final Terminal terminal;
    private final boolean raw;
    private final MessageText text;
    private final MessageText words;
    private final ProgressLine line;
    private long shown;
    private long shownBefore;
    private long since = System.currentTimeMillis();
    private double rate;
    private boolean hasLine;

    Show(OutputStream out, PrintWriter err, Terminal terminal, boolean raw) {
        this.out = new BufferedOutputStream(out, BUFFER);
        this.err = err;
        this.terminal = terminal;
        this.raw = raw;
        this.text = new MessageText(ZoneId.systemDefault(), terminal.isOutColoured());
        this.words = new MessageText(ZoneId.systemDefault(), terminal.isErrColoured());
        this.line = new ProgressLine(err, terminal);
    }

    /** Until the end, so many messages, or somebody closes the pipe. */
    ExitStatus all(Inlet inlet, long count) throws InterruptedException {
        try {
            while (shown < count) {
                Inlet.Item item = inlet.next(0);
                if (item == null) {
                    pause();
                    item = inlet.next(hasLine ? SECOND : Long.MAX_VALUE);
                }
                if (item instanceof Inlet.End end) {
                    return end(end);
                } else if (item instanceof Inlet.Message message) {
                    show(message.message());
                } else if (item instanceof Inlet.Word word) {
                    tell(word.text());
                }
            }
            clear();
            out.flush();
            return ExitStatus.OK;
        } catch (IOException e) {
            if (Surroundings.Pipes.isClosed(e)) {
                return ExitStatus.OK; // nobody reads any more: head has seen enough
            }
            clear();
            say("stdout: " + Link.reason(e));
            return ExitStatus.FAILED;
        }
    }

    private ExitStatus end(Inlet.End end) throws IOException {
        clear();
        out.flush();
        if (end.failure() == null) {
            return ExitStatus.OK;
        }
        say(end.failure());
        return ExitStatus.FAILED;
    }

    private void show(RoomMessage message) throws IOException {
        clear();
        if (raw) {
            byte[] data = MessageText.data(message);
            out.write(terminal.isOut() ? harmless(data) : data);
        } else if (terminal.isOut()) {
            out.write(text.line(message).getBytes(StandardCharsets.UTF_8));
        } else {
            out.write(MessageText.json(message));
        }
        out.write('\n');
        shown++;
        if (System.currentTimeMillis() - since >= SECOND) {
            pause();
        }
    }

    private static byte[] harmless(byte[] data) {
        return MessageText.harmless(new String(data, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    /** What was written is to be seen. */
    private void pause() throws IOException {
        out.flush();
        long now = System.currentTimeMillis();
        if (now - since >= SECOND) {
            rate = (shown - shownBefore) * 1000.0 / (now - since);
            shownBefore = shown;
            since = now;
        }
        if (!terminal.isOut() || !terminal.canRewrite()) {
            return;
        }
        if (rate >= FAST) {
            line.show(String.format(Locale.ROOT, "%,.0f messages/s, %,d so far", rate, shown));
            hasLine = true;
        } else {
            clear();
        }
    }

    private void clear() {
        if (hasLine) {
            hasLine = false;
            err.print(CLEAR);
            err.flush();
        }
    }

    private void tell(String sentence) throws IOException {
        clear();
        out.flush();
        say(sentence);
    }

    private void say(String sentence) {
        err.println(words.painted(YELLOW, "carillon: ") + MessageText.harmless(sentence));
        err.flush();
    }
}
