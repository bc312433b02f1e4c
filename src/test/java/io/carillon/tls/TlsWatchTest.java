package io.carillon.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.config.ConfigLoader;
import io.carillon.support.TestAuthority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Looks at files that hang, and those who do not take what is new. */
@Timeout(60)
class TlsWatchTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("Test CA");

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(2));

    @TempDir
    Path directory;

    private Tls tls;

    @BeforeEach
    void read() {
        AUTHORITY.issue("one").into(directory);
        tls = Tls.of(ConfigLoader.parse("http: {tls: {cert: cert.pem, key: key.pem}}", directory)
                .config());
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** A pipe that nobody writes to is as a file on a network's file system that does not answer. */
    @Test
    void aFileThatHangsKeepsOneThreadAtMost() throws Exception {
        Path cert = directory.resolve("cert.pem");
        Files.delete(cert);
        try {
            assumeTrue(new ProcessBuilder("mkfifo", cert.toString()).start().waitFor() == 0, "there are no pipes here");
        } catch (IOException e) {
            assumeTrue(false, "there is no mkfifo here");
        }
        tls.watch(vertx, 5);
        try (OutputStream hangs = Files.newOutputStream(cert)) { // waits until it is read
            Promise<Void> later = Promise.promise();
            vertx.setTimer(100, passed -> later.complete());
            later.future().await(10, TimeUnit.SECONDS);

            Future<String> other = vertx.executeBlocking(() -> "done", false);
            assertThat(other.await(10, TimeUnit.SECONDS)).isEqualTo("done");
            hangs.write('x');
        }
    }

    private Supplier<Future<?>> counting(AtomicInteger asked, Supplier<Future<?>> answer) {
        return () -> {
            asked.incrementAndGet();
            return answer.get();
        };
    }

    @Test
    void whoDoesNotTakeWhatIsNewIsAskedAgainWithTheNextLookAndKeepsNobodyFromIt() {
        TlsFiles files = tls.all().get(0);
        AtomicInteger throwing = new AtomicInteger();
        AtomicInteger failing = new AtomicInteger();
        AtomicInteger taking = new AtomicInteger();
        files.onChange(counting(throwing, () -> {
            if (throwing.get() == 1) {
                throw new IllegalStateException("planned");
            }
            return Future.succeededFuture();
        }));
        files.onChange(
                counting(failing, () -> failing.get() < 3 ? Future.failedFuture("planned") : Future.succeededFuture()));
        files.onChange(counting(taking, Future::succeededFuture));
        AUTHORITY.issue("two").into(directory);

        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.TAKEN);
        for (int i = 0; i < 4; i++) {
            assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.UNCHANGED);
        }

        assertThat(throwing).hasValue(2);
        assertThat(failing).hasValue(3);
        assertThat(taking).hasValue(1);
    }
}
