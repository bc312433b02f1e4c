package io.carillon.overview;

import io.carillon.count.EndpointCounters;
import io.carillon.count.Handshake;
import io.carillon.count.NodeCounters;
import io.carillon.count.Queues;
import io.carillon.count.Times;
import io.carillon.count.Traffic;
import io.carillon.hub.FanOut;
import io.carillon.hub.Hub;
import io.carillon.hub.RecoveryCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** What is sampled on a node: all of it numbers that are counted anyway, but for CPU and heap. Reading is for one thread. */
final class Columns {

    static final String FAN_OUT = "fanout";
    static final String CPU = "cpu";

    private static final int CPU_DIGITS = 4;
    /** Milliseconds with one digit: tenths. */
    private static final int LAG_DIGITS = 1;

    private static final long LAG_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final NodeCounters counters;
    private final List<Column> all = new ArrayList<>();

    /** @param hub started */
    Columns(Hub hub, NodeCounters counters) {
        this.counters = counters;
        levels(hub);
        traffic();
        FanOut fanOut = hub.counters().fanOut();
        total("", "publications", fanOut.published()::sum);
        for (int bucket = 0; bucket <= Times.bounds().length; bucket++) {
            int each = bucket;
            total(FAN_OUT, String.valueOf(bucket), () -> fanOut.turns().count(each));
        }
        for (Handshake result : Handshake.values()) {
            total("handshakes", result.toString(), () -> handshakes(result));
        }
        counters.closes().forEach((side, code, count) -> total("closes", side + " " + code, count::sum));
        counters.errors().forEach((code, count) -> total("errors", code.code(), count::sum));
        RecoveryCounters recoveries = hub.counters().recoveries();
        total("recoveries", "recovered", recoveries.recovered()::sum);
        total("recoveries", "failed", recoveries.unrecovered()::sum);
    }

    private void levels(Hub hub) {
        ProcessCpu cpu = new ProcessCpu();
        level("connections", 0, hub.directory()::size);
        level("queueBytes", 0, () -> queued(counters));
        level(CPU, CPU_DIGITS, cpu::look);
        level("heap", 0, Columns::heap);
        level("lag", LAG_DIGITS, () -> counters.beats().takeWorst() / LAG_NANOS);
    }

    private void traffic() {
        traffic("received", Traffic::messagesIn);
        traffic("sent", Traffic::messagesOut);
        traffic("bytesReceived", Traffic::bytesIn);
        traffic("bytesSent", Traffic::bytesOut);
    }

    private void traffic(String name, ToLongFunction<Traffic> what) {
        total("", name, () -> {
            long sum = 0;
            for (EndpointCounters endpoint : counters.endpoints()) {
                for (String format : endpoint.formats()) {
                    sum += endpoint.sum(format, what);
                }
            }
            return sum;
        });
    }

    private long handshakes(Handshake result) {
        long sum = counters.nowhere().handshakes().count(result);
        for (EndpointCounters endpoint : counters.endpoints()) {
            sum += endpoint.handshakes().count(result);
        }
        return sum;
    }

    private void total(String group, String name, LongSupplier source) {
        all.add(Column.total(group, name, source));
    }

    private void level(String name, int digits, LongSupplier source) {
        all.add(Column.level(name, digits, source));
    }

    /** What waits to be written to clients, in bytes, some seconds ago. */
    static long queued(NodeCounters counters) {
        return counters.queues().stream().mapToLong(Queues::bytes).sum();
    }

    /** What of the heap is in use, in bytes. */
    static long heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    List<Column> all() {
        return all;
    }
}
