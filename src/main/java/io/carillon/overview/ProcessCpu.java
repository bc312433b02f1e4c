package io.carillon.overview;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much of all cores this process has used between two looks. For one thread. */
final class ProcessCpu {

    /** Parts of the whole: what it is counted in. */
    static final int WHOLE = 10_000;

    private final int cores = Runtime.getRuntime().availableProcessors();
    private long lastCpu = nanos();
    private long last = System.nanoTime();

    /** CPU time of this process, in ns; negative where the JVM does not know. */
    private static long nanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean known
                ? known.getProcessCpuTime()
                : -1;
    }

    /** Since the last look, in parts of {@link #WHOLE}; 0 where nobody knows. */
    long look() {
        long cpu = nanos();
        long now = System.nanoTime();
        long passed = Math.max(1, now - last) * cores;
        long used = cpu < 0 ? 0 : cpu - lastCpu;
        lastCpu = cpu;
        last = now;
        return Math.min(WHOLE, used * WHOLE / passed);
    }
}
