package io.carillon.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the console, as {@code clients/console} was built into the program; none where it was built without npm. Held in
 * memory. Immutable.
 */
final class ConsoleFiles {

    private static final String FOLDER = "/console/";
    /** The names of all others, a line each. */
    private static final String LIST = "files.txt";

    private static final int TAG_BYTES = 8;

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Content> files;

    private ConsoleFiles(Map<String, Content> files) {
        this.files = Map.copyOf(files);
    }

    /**
     * What is served.
     *
     * @param type its media type
     * @param tag tells its versions apart
     * @param isNamedByContent whether another content would have another name
     */
    record Content(String type, Buffer bytes, String tag, boolean isNamedByContent) {}

    /**
     * Reads them; blocks.
     *
     * @throws IllegalStateException as {@link #in}
     */
    static ConsoleFiles ofProgram() {
        return in(FOLDER);
    }

    /**
     * Reads those of a folder of the program's; blocks.
     *
     * @throws IllegalStateException where one is missing, or is of a kind that nobody knows how to serve
     */
    static ConsoleFiles in(String folder) {
        Map<String, Content> files = new HashMap<>();
        String list = read(folder + LIST)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        list.lines().forEach(name -> files.put(name, content(folder, name)));
        return new ConsoleFiles(files);
    }

    private static Content content(String folder, String name) {
        byte[] bytes = read(folder + name)
                .orElseThrow(() -> new IllegalStateException(folder + name + " is not in the program"));
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException(folder + name + " has no media type; known are " + TYPES.keySet());
        }
        return new Content(type, Buffer.buffer(bytes), tag(bytes), name.contains("assets/"));
    }

    private static Optional<byte[]> read(String name) {
        try (InputStream file = ConsoleFiles.class.getResourceAsStream(name)) {
            return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether this program has none. */
    boolean isEmpty() {
        return files.isEmpty();
    }

    /** @param name as {@code app/index.html} */
    Optional<Content> find(String name) {
        return Optional.ofNullable(files.get(name));
    }
}
