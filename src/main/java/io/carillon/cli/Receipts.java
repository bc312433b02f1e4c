package io.carillon.cli;

import io.carillon.client.Published;
import io.carillon.message.Position;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What became of publications, told in their order. Only so many may be on their way: who publishes more waits. One thread
 * adds, another one tells.
 */
final class Receipts {

    private static final int WINDOW = 256;
    private static final long OFTEN = 100;
    private static final long GRACE = TimeUnit.SECONDS.toNanos(1);
    private static final String GREEN = "\u001B[32m";
    private static final String YELLOW = "\u001B[33m";

    /**
     * @param name what it is called where it failed
     * @param published null for the end
     */
    private record Pending(String name, @Nullable CompletableFuture<Published> published) {}

    /** Something that is done to stdout. */
    private interface Printing {

        void to(OutputStream stdout) throws IOException;
    }

    private final OutputStream out;
    private final PrintWriter err;
    private final Terminal terminal;
    private final String room;
    private final MessageText outText;
    private final MessageText errText;
    private final BlockingQueue<Pending> pending = new LinkedBlockingQueue<>(); // guards hasEnded, and adding
    private final Semaphore window = new Semaphore(WINDOW);
    private boolean hasEnded;
    private volatile boolean isStopped;
    private volatile long stopped;
    private volatile boolean hasFailed;
    private boolean isMute;

    Receipts(OutputStream out, PrintWriter err, Terminal terminal, String room) {
        this.out = new BufferedOutputStream(out);
        this.err = err;
        this.terminal = terminal;
        this.room = room;
        this.outText = new MessageText(ZoneId.systemDefault(), terminal.isOutColoured());
        this.errText = new MessageText(ZoneId.systemDefault(), terminal.isErrColoured());
    }

    /**
     * Waits where there are too many on their way.
     *
     * @param name what it is called where it failed
     * @return what becomes of it; null where nothing is published any more
     */
    @Nullable
    CompletableFuture<Published> add(String name, Supplier<Future<Published>> publish) throws InterruptedException {
        window.acquire();
        synchronized (pending) { // nothing is published that is not told of
            if (hasEnded) {
                return null;
            }
            CompletableFuture<Published> published =
                    publish.get().toCompletionStage().toCompletableFuture();
            pending.add(new Pending(name, published));
            return published;
        }
    }

    /** Nothing is added any more. */
    void end() {
        synchronized (pending) {
            if (!hasEnded) {
                hasEnded = true;
                pending.add(new Pending("", null));
            }
        }
    }

    /** Nothing is added any more, and what is on its way is waited for a moment only. */
    void stop() {
        stopped = System.nanoTime();
        isStopped = true;
        end();
    }

    /** Nothing can be published any more. */
    void fail(String reason) {
        hasFailed = true;
        tell(reason);
        end();
    }

    /** Tells of all, and returns when the last one was told of. */
    ExitStatus all() throws InterruptedException {
        for (Pending next = pending.take(); next.published != null; next = pending.take()) {
            tell(next.name, next.published);
            window.release();
            if (pending.isEmpty()) {
                print(OutputStream::flush); // who types the lines looks at what became of them
            }
        }
        print(OutputStream::flush);
        return hasFailed ? ExitStatus.FAILED : ExitStatus.OK;
    }

    private void tell(String name, CompletableFuture<Published> published) throws InterruptedException {
        if (!published.isDone()) {
            print(OutputStream::flush); // what was written is to be seen
        }
        while (!isSettled(published)) {
            if (isStopped && System.nanoTime() - stopped > GRACE) {
                fail(name, "stopped before there was an answer");
                return;
            }
        }
        try {
            byte[] line = (line(published.get()) + '\n').getBytes(StandardCharsets.UTF_8);
            print(stdout -> stdout.write(line));
        } catch (ExecutionException e) {
            fail(name, Link.reason(e.getCause()));
        }
    }

    /** Where nobody reads any more nothing is published any more either. */
    private void print(Printing printing) {
        if (isMute) {
            return;
        }
        try {
            printing.to(out);
        } catch (IOException e) {
            isMute = true;
            if (Surroundings.Pipes.isClosed(e)) {
                end();
            } else {
                fail("stdout: " + Link.reason(e));
            }
        }
    }

    private static boolean isSettled(CompletableFuture<Published> published) throws InterruptedException {
        try {
            published.get(OFTEN, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void fail(String name, String reason) {
        hasFailed = true;
        tell(name + reason);
    }

    private String line(Published published) {
        Position position = published.position();
        if (!terminal.isOut()) {
            return json(position, published.duplicate());
        }
        String where = position == null ? "taken" : "stored at offset " + position.offset();
        return outText.painted(GREEN, MessageText.harmless(room))
                + ' '
                + where
                + (published.duplicate() ? ", already before" : "");
    }

    private static String json(@Nullable Position position, boolean duplicate) {
        if (position == null) {
            return "{}";
        }
        return "{\"epoch\":" + Json.encode(position.epoch()) + ",\"offset\":" + position.offset()
                + (duplicate ? ",\"duplicate\":true}" : "}");
    }

    /** A sentence about the connection; from any thread. */
    void tell(String sentence) {
        synchronized (err) {
            err.println(errText.painted(YELLOW, "carillon: ") + MessageText.harmless(sentence));
            err.flush();
        }
    }
}
