package io.carillon.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program as the build has just made it, and an archive of its classes, with which a process takes less than half of
 * the CPU to start that it takes without, as with {@code bin/carillon}. Whichever test comes first makes the archive, the
 * others wait for it.
 */
final class Jar {

    private static final Path JAR = Path.of("target", "carillon.jar").toAbsolutePath();
    private static final Path ARCHIVE = JAR.resolveSibling(
            "carillon-tests-" + Runtime.version().feature() + ".jsa"); // of one Java it is of no use to another
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final int PATIENCE = 180;

    private Jar() {}

    /** The virtual machine and the program, up to where its arguments begin. */
    static synchronized List<String> command(String... options) {
        prepare();
        List<String> command = new ArrayList<>(List.of(JAVA, "-XX:SharedArchiveFile=" + ARCHIVE));
        // As in bin/carillon: what the virtual machine says goes to stderr.
        command.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr"));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", JAR.toString()));
        return command;
    }

    /** Once for all processes that test; again where the jar is newer. */
    private static void prepare() {
        try (FileChannel lock = FileChannel.open(
                ARCHIVE.resolveSibling("carillon-tests.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock(); // until the channel is closed
            if (!Files.exists(ARCHIVE)
                    || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) < 0) {
                archive();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a server has loaded when it is ready. */
    private static void archive() throws IOException {
        Path made = ARCHIVE.resolveSibling(ARCHIVE.getFileName() + ".new");
        Path log = Files.createTempFile("carillon-archive-", ".log");
        Process server = new ProcessBuilder(
                        JAVA,
                        "-XX:ArchiveClassesAtExit=" + made,
                        "-Xlog:disable",
                        "-jar",
                        JAR.toString(),
                        "serve",
                        "--dev",
                        "--port",
                        "0")
                .redirectError(log.toFile())
                .start();
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            String ready = out.readLine();
            server.destroy();
            if (ready == null || !server.waitFor(PATIENCE, TimeUnit.SECONDS) || !Files.exists(made)) {
                throw new IllegalStateException("no archive of classes was made: " + Files.readString(log));
            }
            Files.move(made, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making " + ARCHIVE, e);
        } finally {
            server.destroyForcibly();
        }
    }
}
