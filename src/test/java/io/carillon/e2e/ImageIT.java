package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container image: the file is opened and checked as a registry would, its layers are unpacked as they are, and what comes
 * out is run as a container would run it: as its user, without privileges, on a root that cannot be written to.
 */
class ImageIT {

    private static final String CONFIGURATION = """
            http: {host: 127.0.0.1, port: 0}
            auth: {jwt: {keys: [{alg: HS256, secret: "%s"}]}}
            drain: {over: 1s}
            """.formatted(Tokens.SECRET);

    @TempDir
    private static Path directory;

    private static Path configuration;
    private static UnpackedImage image;

    @BeforeAll
    static void build() throws IOException {
        assumeTrue(
                hasNewJdk(), "no image: there is no JDK 25 or newer in CARILLON_IMAGE_JDK, JAVA_HOME or /usr/lib/jvm");
        configuration = Files.createDirectory(
                directory.resolve("configuration"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(configuration.resolve("carillon.yaml"), CONFIGURATION);
        image = UnpackedImage.in(directory);
        image.prepare();
    }

    private static boolean hasNewJdk() throws IOException {
        List<Path> candidates = new ArrayList<>();
        Stream.of("CARILLON_IMAGE_JDK", "JAVA_HOME")
                .map(name -> System.getenv().getOrDefault(name, ""))
                .filter(home -> !home.isEmpty())
                .forEach(home -> candidates.add(Path.of(home)));
        if (Files.isDirectory(Path.of("/usr/lib/jvm"))) {
            try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
                installed.forEach(candidates::add);
            }
        }
        return candidates.stream().anyMatch(ImageIT::isNewJdk);
    }

    private static boolean isNewJdk(Path home) {
        try {
            return Files.isExecutable(home.resolve("bin/jlink"))
                    && Files.readAllLines(home.resolve("release")).stream()
                            .filter(line -> line.startsWith("JAVA_VERSION="))
                            .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                            .anyMatch(major -> Integer.parseInt(major) >= 25);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireRoot() {
        assumeTrue(
                System.getProperty("user.name").equals("root"), "the image is not run: only root can make its mounts");
    }

    private static UnpackedImage.Ended program(String... arguments) {
        List<String> command = image.command(configuration);
        command.addAll(List.of(arguments));
        return UnpackedImage.run(Map.of(), command);
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void digestsAndSizesAreThoseOfTheContents() throws Exception {
        for (Path blob : image.blobs()) {
            assertThat(UnpackedImage.digest(blob, false)).isEqualTo("sha256:" + blob.getFileName());
        }
        List<String> unpacked = new ArrayList<>();
        for (Path layer : image.layers()) {
            unpacked.add(UnpackedImage.digest(layer, true));
        }
        assertThat(image.config().getJsonObject("rootfs").getJsonArray("diff_ids"))
                .isEqualTo(new JsonArray(unpacked));
        JsonArray layers = image.manifest().getJsonArray("layers");
        for (int i = 0; i < layers.size(); i++) {
            JsonObject layer = layers.getJsonObject(i);
            assertThat(Files.size(image.blob(layer.getString("digest")))).isEqualTo(layer.getLong("size"));
            assertThat(image.dockerList().getJsonArray("Layers").getString(i))
                    .isEqualTo("blobs/" + layer.getString("digest").replace(':', '/'));
        }
        assertThat(image.dockerList().getString("Config"))
                .isEqualTo("blobs/"
                        + image.manifest()
                                .getJsonObject("config")
                                .getString("digest")
                                .replace(':', '/'));
    }

    @Test
    void saysHowItIsRunAndWhatItIs() {
        JsonObject config = image.config().getJsonObject("config");

        assertThat(image.config().getString("os")).isEqualTo("linux");
        assertThat(image.config().getString("architecture")).isEqualTo("amd64");
        assertThat(config.getString("User")).isEqualTo("10001:10001");
        assertThat(config.getString("WorkingDir")).isEqualTo("/etc/carillon");
        assertThat(config.getJsonArray("Entrypoint"))
                .containsExactly("/opt/java/bin/java", "@/opt/carillon/jvm.options");
        assertThat(config.getJsonArray("Cmd")).containsExactly("serve", "--config", "/etc/carillon/carillon.yaml");
        assertThat(config.getJsonObject("ExposedPorts").fieldNames())
                .containsExactlyInAnyOrder("8080/tcp", "9080/tcp", "5701/tcp", "15701/tcp");
        assertThat(config.getJsonObject("Labels").fieldNames())
                .contains(
                        "org.opencontainers.image.title",
                        "org.opencontainers.image.version",
                        "org.opencontainers.image.licenses");
    }

    @Test
    void aReleaseLeavesTheLowerLayersAsTheyWere() {
        List<String> places = List.of(
                "(lib|lib64|etc|tmp|usr|var)/.*",
                "opt/(java/.*)?",
                "opt/(carillon/((lib|native)/.*)?)?",
                "opt/(carillon/(carillon\\.jar|jvm\\.flags|jvm\\.options|LICENSE)?)?",
                "opt/(carillon/(carillon\\.jsa)?)?");
        assertThat(image.layers()).hasSameSizeAs(places);
        for (int i = 0; i < places.size(); i++) {
            assertThat(names(image.layers().get(i)))
                    .isNotEmpty()
                    .allMatch(Pattern.compile(places.get(i)).asMatchPredicate());
        }
    }

    private static List<String> names(Path layer) {
        return UnpackedImage.list(layer).stream()
                .map(line -> line.split("\\s+", 6)[5])
                .toList();
    }

    @Test
    void holdsNothingThatHelpsAnIntruder() {
        for (Path layer : image.layers()) {
            for (String line : UnpackedImage.list(layer)) {
                String mode = line.substring(0, 10);
                assertThat(mode).as(line).matches("[-d][-rwx]{9}"); // no set-user-id, no links, no devices
                assertThat(line.split("\\s+")[1]).as(line).isEqualTo("0/0");
                assertThat(mode.charAt(8)).as(line).isEqualTo(line.endsWith(" tmp/") ? 'w' : '-');
                assertThat(line)
                        .doesNotContainPattern(" .*/(sh|bash|dash|busybox|apt|dpkg|perl|python[0-9.]*)$")
                        .doesNotContainPattern("\\.(pem|key|p12|jks)$");
            }
        }
    }

    /** Whatever is linked finds all that it names: a library that is missing shows before somebody needs it. */
    @Test
    void allNativeLibrariesFindWhatTheyNeed() throws Exception {
        requireRoot();
        List<Path> libraries;
        try (Stream<Path> files = Files.walk(image.root().resolve("opt"))) {
            libraries = files.filter(file -> file.toString().endsWith(".so")).toList();
        }
        assertThat(libraries)
                .hasSizeGreaterThan(10)
                .anyMatch(file -> file.toString().contains("netty"));
        List<String> command = image.inside(configuration);
        // The launcher tells the loader where the virtual machine itself is.
        command.addAll(List.of("/lib64/ld-linux-x86-64.so.2", "--library-path", "/opt/java/lib/server", "--list"));
        for (Path library : libraries) {
            List<String> listing = new ArrayList<>(command);
            listing.add("/" + image.root().relativize(library));
            UnpackedImage.Ended ended = UnpackedImage.run(Map.of(), listing);
            assertThat(ended.status()).as(library + ": " + ended).isZero();
            assertThat(ended.out()).as(library.toString()).doesNotContain("not found");
        }
    }

    @Test
    void servesAsAnotherUserOnARootThatCannotBeWrittenTo() throws Exception {
        requireRoot();
        try (ServerProcess server = ServerProcess.startBy(
                        image.command(configuration),
                        image.config().getJsonObject("config").getJsonArray("Cmd").stream()
                                .map(String.class::cast)
                                .toArray(String[]::new));
                Client ann = Client.connect(server.uri().getPort(), "/ws", Tokens.of("ann"))) {
            for (String path : List.of("/health/live", "/health/ready", "/health/started", "/metrics")) {
                assertThat(status(server.management().resolve(path))).as(path).isEqualTo(200);
            }
            Path process = Path.of("/proc", String.valueOf(server.pid()));
            assertThat(Files.readAllLines(process.resolve("status")))
                    .contains("Uid:\t10001\t10001\t10001\t10001", "NoNewPrivs:\t1", "CapEff:\t0000000000000000");
            assertThat(Files.readAllLines(process.resolve("mountinfo")))
                    .anyMatch(line -> line.matches("\\S+ \\S+ \\S+ \\S+ / ro,.*"));
            assertThat(server.log()).containsPattern("transport=(epoll|io_uring)"); // loaded, although /tmp is noexec

            ann.join("r");
            ann.publish("r", "hello");
            assertThat(ann.next().getString("data")).isEqualTo("hello");

            server.signal();
            assertThat(ann.next().getString("event")).isEqualTo("draining");
            RawSocket.Frame close = ann.awaitClose();
            assertThat(close.closeCode()).isEqualTo(1012);
            ann.socket().sendClose(1012, "");
            assertThat(server.awaitEnd()).isZero();
            assertThat(server.log()).doesNotContain("WARNING").doesNotContain("Exception");
        }
    }

    @Test
    void smallCommandsRunThere() {
        requireRoot();
        UnpackedImage.Ended token = program("token", "--sub", "ada", "--config", "/etc/carillon/carillon.yaml");
        assertThat(token.status()).as(token.toString()).isZero();
        assertThat(token.out().strip().split("\\.")).hasSize(3);
        UnpackedImage.Ended check = program("config", "check", "--config", "/etc/carillon/carillon.yaml");
        assertThat(check.status()).as(check.toString()).isZero();
        assertThat(check.out()).contains("host: 127.0.0.1").doesNotContain(Tokens.SECRET);
    }

    /** With {@code -Xshare:on} a virtual machine that cannot use the archive ends. */
    @Test
    void theArchiveOfClassesFitsAndMemoryCanBeSetFromOutside() {
        requireRoot();
        List<String> command = image.command(configuration);
        command.add("--version");

        UnpackedImage.Ended ended = UnpackedImage.run(
                Map.of("TOOL_OPTIONS", "-Xshare:on -XX:MaxRAMPercentage=12.5 -XX:+PrintFlagsFinal"), command);

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out())
                .containsPattern("MaxRAMPercentage += 12\\.5")
                .containsPattern("UseCompactObjectHeaders += true")
                .containsPattern("ExitOnOutOfMemoryError += true")
                .contains("carillon ");
    }
}
