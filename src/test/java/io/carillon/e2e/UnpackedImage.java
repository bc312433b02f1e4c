package io.carillon.e2e;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The container image, as {@code bin/image} has built it: the file, opened, and its layers, unpacked one over the other. */
final class UnpackedImage {

    private static final Path FILE = Path.of("target", "carillon-image.tar");
    private static final Path RUN = Path.of("src", "test", "resources", "run-unpacked.sh");
    private static final int PATIENCE_SECONDS = 300; // of a build, on a machine that others use, too

    private final Path layout;
    private final Path root;
    private final JsonObject manifest;
    private final JsonObject config;

    private UnpackedImage(Path layout, Path root) {
        this.layout = layout;
        this.root = root;
        this.manifest = json(blob(json(layout.resolve("index.json"))
                .getJsonArray("manifests")
                .getJsonObject(0)
                .getString("digest")));
        this.config = json(blob(manifest.getJsonObject("config").getString("digest")));
    }

    /** How a command ended. */
    record Ended(int status, String out, String err) {}

    /** Builds the image where it is older than the program. */
    static UnpackedImage in(Path directory) throws IOException {
        if (isOlderThan(Path.of("target", "carillon.jar")) || isOlderThanSources()) {
            require("bin/image", "--output", FILE.toString());
        }
        Path layout = Files.createDirectory(directory.resolve("layout"));
        Path root = Files.createDirectory(directory.resolve("root"));
        require("tar", "-xf", FILE.toString(), "-C", layout.toString());
        UnpackedImage image = new UnpackedImage(layout, root);
        for (Path layer : image.layers()) {
            require("tar", "-xzpf", layer.toString(), "-C", root.toString(), "--numeric-owner", "--warning=none");
        }
        return image;
    }

    /** Adds what every container has: the places of the system's own file systems, and names of hosts. */
    void prepare() throws IOException {
        for (String place : List.of("proc", "sys", "dev")) {
            Files.createDirectory(root.resolve(place));
        }
        Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 localhost\n");
        Files.writeString(root.resolve("etc/resolv.conf"), "nameserver 127.0.0.1\n");
    }

    Path root() {
        return root;
    }

    /** What the image says of itself. */
    JsonObject config() {
        return config;
    }

    JsonObject manifest() {
        return manifest;
    }

    /** The list for {@code docker load}. */
    JsonObject dockerList() {
        return new JsonArray(text(layout.resolve("manifest.json"))).getJsonObject(0);
    }

    List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.list(layout.resolve("blobs/sha256"))) {
            return files.toList();
        }
    }

    /** Compressed, the lowest first. */
    List<Path> layers() {
        return manifest.getJsonArray("layers").stream()
                .map(layer -> blob(((JsonObject) layer).getString("digest")))
                .toList();
    }

    Path blob(String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    /** Each file of a layer as {@code tar} shows it, with its mode and numbers of its owners. */
    static List<String> list(Path layer) {
        return require("tar", "-tvzf", layer.toString(), "--numeric-owner", "--warning=none")
                .out()
                .lines()
                .toList();
    }

    static String digest(Path file, boolean unpacked) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                InputStream plain = unpacked ? new GZIPInputStream(bytes) : bytes) {
            DigestInputStream digest = new DigestInputStream(plain, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(OutputStream.nullOutputStream());
            return "sha256:"
                    + HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** What starts the image's program with a configuration, up to where its arguments begin. */
    List<String> command(Path configuration) {
        List<String> command = inside(configuration);
        config.getJsonObject("config").getJsonArray("Entrypoint").forEach(word -> command.add((String) word));
        return command;
    }

    /** What starts anything in it. */
    List<String> inside(Path configuration) {
        return new ArrayList<>(List.of("sh", RUN.toString(), root.toString(), configuration.toString()));
    }

    /** Runs a command to its end. */
    static Ended run(Map<String, String> environment, List<String> command) {
        try {
            Path err = Files.createTempFile("carillon-image-", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end: " + text(err));
            }
            Ended ended = new Ended(process.exitValue(), out, text(err));
            Files.delete(err);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Ended require(String... command) {
        Ended ended = run(Map.of(), List.of(command));
        if (ended.status() != 0) {
            throw new IllegalStateException(List.of(command) + " ended with " + ended);
        }
        return ended;
    }

    private static boolean isOlderThanSources() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "image"))) {
            for (Path source :
                    Stream.concat(sources, Stream.of(Path.of("bin", "image"))).toList()) {
                if (isOlderThan(source)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOlderThan(Path other) throws IOException {
        FileTime changed = Files.getLastModifiedTime(other);
        return !Files.exists(FILE) || Files.getLastModifiedTime(FILE).compareTo(changed) < 0;
    }

    private static JsonObject json(Path file) {
        return new JsonObject(text(file));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
