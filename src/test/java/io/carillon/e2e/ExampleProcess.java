package io.carillon.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An example that was started by its one command, with all the processes that this has started. */
final class ExampleProcess implements AutoCloseable {

    private static final Pattern OPEN = Pattern.compile("open (?<address>http://[^ ;.]+(\\.[^ ;.]+)*/)");
    private static final Duration START = Duration.ofMinutes(3); // it may have to build what it needs
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final URI address;

    private ExampleProcess(Process process, Path log) throws Exception {
        this.process = process;
        this.log = log;
        this.address = firstAddress(process).get(START.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts {@code examples/NAME/run} on free ports, and returns when it has said which address to open. */
    static ExampleProcess start(String name, String... options) {
        List<String> command = new ArrayList<>(List.of("examples/" + name + "/run", "--port", "0"));
        command.addAll(List.of(options));
        try {
            Path log = Files.createTempFile("carillon-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            return begun(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExampleProcess begun(Process process, Path log) throws IOException {
        try {
            return new ExampleProcess(process, log);
        } catch (Exception e) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            throw new IllegalStateException("did not start:\n" + Files.readString(log), e);
        }
    }

    /** The rest of what it says is read too and dropped. */
    private static CompletableFuture<URI> firstAddress(Process process) {
        CompletableFuture<URI> first = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher matcher = OPEN.matcher(line);
                    if (matcher.find()) {
                        first.complete(URI.create(matcher.group("address")));
                    }
                }
                first.completeExceptionally(new IOException("it ended"));
            } catch (IOException e) {
                first.completeExceptionally(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return first;
    }

    /** The page, with a query and a fragment. */
    URI page(String rest) {
        return address.resolve(rest);
    }

    /** All processes that there are on behalf of it. */
    List<ProcessHandle> processes() {
        return process.descendants().toList();
    }

    /** Stops all of them in their tracks (STOP), or lets them go on (CONT). */
    void signal(String name) {
        for (ProcessHandle one : processes()) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(one.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Ends it as Ctrl-C does, and returns its exit status. */
    int end() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("did not end:\n" + Files.readString(log));
            }
            return process.exitValue();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        processes().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        log.toFile().deleteOnExit();
    }
}
