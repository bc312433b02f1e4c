package io.carillon.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.TracingConfig;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.TraceParent;
import io.carillon.support.Eventually;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracingTest {

    private static final TraceParent SAMPLED =
            TraceParent.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "rojo=1");
    private static final TraceParent UNSAMPLED =
            TraceParent.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", null);
    private static final RoomName ROOM = new RoomName("r");

    /** Keeps what it gets, or what it is told to do with it. */
    private static final class Kept implements SpanExporter {

        private final List<SpanData> spans = new CopyOnWriteArrayList<>();
        private volatile CompletableResultCode answer = CompletableResultCode.ofSuccess();

        @Override
        public CompletableResultCode export(Collection<SpanData> more) {
            spans.addAll(more);
            return answer;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private final Kept kept = new Kept();
    private Tracing tracing = Tracing.OFF;

    private Tracing start(double sample) {
        TracingConfig config = new TracingConfig(URI.create("http://c"), sample, "chat", Optional.empty());
        tracing = Tracing.start(config, kept, "n1", "1.2");
        return tracing;
    }

    @AfterEach
    void close() {
        end();
    }

    private void end() {
        CompletionStage<Void> closed = tracing.close();
        closed.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void keepsATraceThatIsKeptElsewhereWhateverIsConfigured() {
        Span publish = start(0).begin(Work.PUBLISH, SAMPLED, ROOM);
        Span deliver = tracing.begin(Work.DELIVER, publish.context(), ROOM);
        deliver.end();
        publish.end();
        end();

        assertThat(kept.spans).hasSize(2);
        SpanData child = kept.spans.get(0);
        SpanData root = kept.spans.get(1);
        assertThat(root.getTraceId()).isEqualTo(SAMPLED.traceId());
        assertThat(root.getParentSpanId()).isEqualTo(SAMPLED.spanId());
        assertThat(child.getTraceId()).isEqualTo(SAMPLED.traceId());
        assertThat(child.getParentSpanId()).isEqualTo(root.getSpanId());
        assertThat(publish.context().state()).isEqualTo("rojo=1");
        assertThat(publish.context().isSampled()).isTrue();
        assertThat(root.getResource().getAttributes().asMap().values()).contains("chat", "n1", "1.2");
    }

    @Test
    void keepsNoTraceThatIsNotKeptElsewhere() {
        assertThat(start(1).begin(Work.PUBLISH, UNSAMPLED, ROOM)).isNull();
    }

    @Test
    void keepsAsManyOfItsOwnAsAreConfigured() {
        start(0.25);
        int count = 0;
        for (int i = 0; i < 10_000; i++) {
            count += tracing.begin(Work.PUBLISH, null) == null ? 0 : 1;
        }

        assertThat(count).isBetween(2_200, 2_800); // 7 standard deviations
        assertThat(start(0).begin(Work.PUBLISH, null)).isNull();
        assertThat(start(1).begin(Work.PUBLISH, null)).isNotNull();
    }

    @Test
    void refersToWhatOthersMayNotDecide() {
        start(1).begin(Work.PUBLISH, SAMPLED.asLink(), ROOM).end();
        end();

        SpanData span = kept.spans.get(0);
        assertThat(span.getTraceId()).isNotEqualTo(SAMPLED.traceId());
        assertThat(span.getLinks().get(0).getSpanContext().getTraceId()).isEqualTo(SAMPLED.traceId());
        assertThat(start(0).begin(Work.PUBLISH, SAMPLED.asLink(), ROOM)).isNull();
    }

    @Test
    void saysWhyWithoutWhatSomebodyHasSaid() {
        start(1).begin(Work.PUBLISH, null).end(new RefusedException(ErrorCode.INVALID_DATA, "secret"));
        tracing.begin(Work.PUBLISH, null).end(new IllegalStateException("secret"));
        end();

        assertThat(kept.spans)
                .allSatisfy(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR))
                .allSatisfy(span -> assertThat(span.toString()).doesNotContain("secret"));
        assertThat(kept.spans.get(0).toString()).contains("invalid_data");
    }

    @Test
    void isNothingWhereItIsOff() {
        assertThat(Tracing.start(Optional.empty(), "n", "v")).isSameAs(Tracing.OFF);
        assertThat(Tracing.OFF.isOn()).isFalse();
        assertThat(Tracing.OFF.begin(Work.PUBLISH, SAMPLED)).isNull();
    }

    @Test
    void dropsAndCountsWhatACollectorThatHangsDoesNotTakeAndHoldsNobodyUp() {
        kept.answer = new CompletableResultCode(); // never
        start(1);
        int many = 3 * Courier.WAITING;
        long begun = System.nanoTime();
        for (int i = 0; i < many; i++) {
            tracing.begin(Work.PUBLISH, null).end();
        }
        long taken = System.nanoTime() - begun;
        tracing.close();

        assertThat(tracing.counters().dropped().sum()).isBetween((long) Courier.WAITING, (long) many);
        assertThat(Duration.ofNanos(taken)).isLessThan(Duration.ofSeconds(20));
        long closing = System.nanoTime();
        end();
        assertThat(Duration.ofNanos(System.nanoTime() - closing))
                .isLessThan(Duration.ofSeconds(9)); // not an export's 30
        assertThat(tracing.begin(Work.PUBLISH, null)).isNotNull(); // a span that comes too late harms nobody
    }

    @Test
    void countsWhatTheCollectorRefusesAndGoesOn() {
        kept.answer = CompletableResultCode.ofFailure();
        start(1).begin(Work.PUBLISH, null).end();
        Eventually.until(
                Duration.ofSeconds(10),
                "it is counted",
                () -> tracing.counters().failed().sum() == 1);

        kept.answer = CompletableResultCode.ofSuccess();
        tracing.begin(Work.PUBLISH, null).end();
        Eventually.until(
                Duration.ofSeconds(10),
                "it is counted",
                () -> tracing.counters().exported().sum() == 1);
    }
}
