package io.carillon.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** The CPU time that the server's process has used. Blocks. */
public interface ServerCpu {

    /** Nobody said where to look. */
    ServerCpu UNKNOWN = OptionalLong::empty;

    /** In ns, of all threads since the process began; nothing where it cannot be told (any more). */
    OptionalLong read();

    /** That of a process on this machine, as {@code /proc} has it: in steps of 10 ms. */
    static ServerCpu ofProcess(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        return () -> {
            try {
                return processTime(Files.readString(stat));
            } catch (IOException e) {
                return OptionalLong.empty();
            }
        };
    }

    /** That which a server tells Prometheus: {@code process_cpu_time_ns_total} or {@code process_cpu_seconds_total}. */
    static ServerCpu ofMetrics(URI url) {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        HttpRequest request =
                HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
        return () -> {
            try {
                return metric(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            } catch (IOException e) {
                return OptionalLong.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return OptionalLong.empty();
            }
        };
    }

    /** Fields 14 and 15 of proc(5), in hundredths of a second. The second one, a name, may hold blanks and brackets. */
    static OptionalLong processTime(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return OptionalLong.of(ticks * 10_000_000);
    }

    /** From Prometheus's text format. */
    static OptionalLong metric(String text) {
        OptionalLong ns = sample(text, "process_cpu_time_ns_total ", 1);
        return ns.isPresent() ? ns : sample(text, "process_cpu_seconds_total ", 1e9);
    }

    private static OptionalLong sample(String text, String name, double unit) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Math.round(
                        Double.parseDouble(line.substring(name.length()).strip().split(" ")[0]) * unit))
                .findFirst();
    }
}
