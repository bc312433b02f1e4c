package io.carillon.trace;

import java.util.concurrent.atomic.LongAdder;

/**
 * What has become of spans.
 *
 * @param exported that the collector has taken
 * @param dropped since too many waited
 * @param failed that the collector has not taken
 */
public record TraceCounters(LongAdder exported, LongAdder dropped, LongAdder failed) {

    TraceCounters() {
        this(new LongAdder(), new LongAdder(), new LongAdder());
    }
}
