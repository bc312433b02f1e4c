package io.carillon.gateway;

import io.carillon.count.Beats;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Has each event loop of a Vert.x tell that it runs, and by how much it was late: so long everything that it serves waits. */
final class Pulses {

    private final List<Future<?>> pulses = new ArrayList<>();

    private Pulses() {}

    static Pulses start(VertxInternal vertx, Beats beats) {
        Pulses all = new Pulses();
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            if (loop instanceof EventLoop) {
                Pulse pulse = new Pulse(beats, beats.add());
                all.pulses.add(loop.scheduleWithFixedDelay(pulse, Beats.MILLIS, Beats.MILLIS, TimeUnit.MILLISECONDS));
            }
        }
        return all;
    }

    /** Ends them. */
    void close() {
        pulses.forEach(pulse -> pulse.cancel(false));
    }

    /** That of one event loop, on which it runs. */
    private static final class Pulse implements Runnable {

        private final Beats beats;
        private final AtomicLong count;
        private long last = System.nanoTime();

        private Pulse(Beats beats, AtomicLong count) {
            this.beats = beats;
            this.count = count;
        }

        @Override
        public void run() {
            long now = System.nanoTime();
            beats.late(now - last - TimeUnit.MILLISECONDS.toNanos(Beats.MILLIS));
            last = System.nanoTime();
            count.lazySet(count.get() + 1);
        }
    }
}
