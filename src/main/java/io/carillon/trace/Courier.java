package io.carillon.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ended spans to the collector, many at a time, on a thread of its own. Whoever ends a span never waits: what has no
 * room in the queue is dropped and counted; so is what the collector does not take, of which a line tells, once a minute.
 */
final class Courier implements SpanProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    static final int WAITING = 4096;
    private static final int BATCH = 512;
    /** How long a span may wait for others. */
    private static final long GATHER_MILLIS = 500;

    private static final long STEP_MILLIS = 50;
    private static final long EXPORT_SECONDS = 30;
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** What the last spans may take once nothing more is done. */
    private static final long PARTING_SECONDS = 2;

    private final SpanExporter exporter;
    private final URI endpoint;
    private final TraceCounters counters = new TraceCounters();
    private final BlockingQueue<ReadableSpan> waiting = new ArrayBlockingQueue<>(WAITING);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "carillon-traces");
    private long logged; // 0 for never; of the thread
    private long unsaid;

    /** @param endpoint for the log */
    Courier(SpanExporter exporter, URI endpoint) {
        this.exporter = exporter;
        this.endpoint = endpoint;
        thread.setDaemon(true);
        thread.start();
    }

    TraceCounters counters() {
        return counters;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (closing.getCount() == 0 || !waiting.offer(span)) {
            counters.dropped().increment();
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    private void run() {
        try {
            while (closing.getCount() > 0 || !waiting.isEmpty()) {
                ReadableSpan first = waiting.poll(STEP_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    gather();
                    export(first);
                }
            }
        } catch (InterruptedException e) {
            counters.failed().add(waiting.size()); // the time is over
        } finally {
            exporter.shutdown();
            ended.complete(null);
        }
    }

    private void gather() throws InterruptedException {
        long left = GATHER_MILLIS;
        while (left > 0 && waiting.size() < BATCH && !closing.await(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
            left -= STEP_MILLIS;
        }
    }

    private void export(ReadableSpan first) throws InterruptedException {
        List<ReadableSpan> spans = new ArrayList<>();
        spans.add(first);
        waiting.drainTo(spans, BATCH - 1);
        List<SpanData> data = spans.stream().map(ReadableSpan::toSpanData).toList();
        CompletableResultCode result;
        try {
            result = exporter.export(data).join(EXPORT_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            result = CompletableResultCode.ofExceptionalFailure(e);
        }
        if (result.isSuccess()) {
            counters.exported().add(spans.size());
        } else {
            failed(spans.size(), result.getFailureThrowable());
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void failed(int spans, @Nullable Throwable cause) {
        counters.failed().add(spans);
        unsaid += spans;
        long now = System.nanoTime();
        if (logged == 0 || now - logged > LOG_NANOS) {
            LOG.atWarn()
                    .addKeyValue("endpoint", endpoint)
                    .addKeyValue("lost", unsaid)
                    .addKeyValue("cause", cause == null ? "no answer in time" : cause)
                    .log("the collector does not take spans");
            logged = now;
            unsaid = 0;
        }
    }

    /** As {@link Tracing#close}. */
    CompletionStage<Void> finish() {
        closing.countDown();
        return ended.copy()
                .completeOnTimeout(null, PARTING_SECONDS, TimeUnit.SECONDS)
                .whenComplete((done, never) -> thread.interrupt());
    }
}
