package io.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** Where the CPU time of a server is read. */
class ServerCpuTest {

    @Test
    void isInTheProcessesOfTheKernel() {
        assertThat(ServerCpu.processTime("42 (a ) b) S 1 2 3 4 5 6 7 8 9 10 150 25 13 14 20 0 33\n"))
                .hasValue(1_750_000_000);
        assertThat(ServerCpu.ofProcess(ProcessHandle.current().pid()).read().orElse(0))
                .isPositive();
    }

    @Test
    void isInTheMetricsOfCarillonAndOfOthers() {
        assertThat(ServerCpu.metric("# TYPE process_cpu_time_ns_total counter\nprocess_cpu_time_ns_total 1.5E9\n"))
                .hasValue(1_500_000_000);
        assertThat(ServerCpu.metric("a 1\nprocess_cpu_seconds_total 0.25 1700000000000\n"))
                .hasValue(250_000_000);
    }

    @Test
    void isNotMadeUp() {
        assertThat(ServerCpu.metric("process_cpu_usage 0.5\n")).isEmpty();
        assertThat(ServerCpu.ofProcess(0).read()).isEmpty();
        assertThat(ServerCpu.ofMetrics(URI.create("http://127.0.0.1:1/metrics")).read())
                .isEmpty();
    }
}
