package io.carillon.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The file with the image. It is an OCI layout, as Jib writes it, with the list in it that {@code docker load} of any age looks
 * for, and which names the same blobs: what {@code docker save} writes today.
 *
 * @param config the digest of the configuration, which is what Docker calls the image's id
 */
record ImageFile(String config, List<Layer> layers) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A compressed layer: its digest, and sizes in bytes. */
    record Layer(String digest, long size, long unpacked) {}

    /** What is read of an OCI layout: its small files, and how large what is in the others is. */
    private record Contents(Map<String, byte[]> texts, Map<String, Long> unpacked) {

        JsonNode json(String name) throws IOException {
            return JSON.readTree(texts.get(name));
        }
    }

    static ImageFile forAllTools(Path oci, Path output, String tag) throws IOException {
        Contents contents = new Contents(new HashMap<>(), new HashMap<>());
        Files.createDirectories(output.toAbsolutePath().getParent());
        try (InputStream from = Files.newInputStream(oci);
                TarArchiveInputStream entries = new TarArchiveInputStream(from);
                OutputStream to = Files.newOutputStream(output);
                TarArchiveOutputStream copy = new TarArchiveOutputStream(to)) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                byte[] bytes = entries.readAllBytes();
                put(copy, entry.getName(), bytes);
                remember(contents, entry.getName(), bytes);
            }
            JsonNode index = contents.json("index.json");
            JsonNode manifest = contents.json(
                    blob(index.path("manifests").get(0).path("digest").asText()));
            put(copy, "manifest.json", dockerList(manifest, tag));
            return of(manifest, contents);
        }
    }

    private static void put(TarArchiveOutputStream copy, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        entry.setModTime(0);
        entry.setMode(name.endsWith("/") ? 040755 : 0100644);
        copy.putArchiveEntry(entry);
        copy.write(bytes);
        copy.closeArchiveEntry();
    }

    private static void remember(Contents contents, String name, byte[] bytes) throws IOException {
        boolean isCompressed = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        if (isCompressed) {
            try (InputStream layer = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                contents.unpacked.put(name, layer.transferTo(OutputStream.nullOutputStream()));
            }
        } else {
            contents.texts.put(name, bytes);
        }
    }

    private static byte[] dockerList(JsonNode manifest, String tag) throws IOException {
        List<String> layers = new ArrayList<>();
        manifest.path("layers")
                .forEach(layer -> layers.add(blob(layer.path("digest").asText())));
        String config = blob(manifest.path("config").path("digest").asText());
        JsonNode list = JSON.createArrayNode()
                .add(JSON.createObjectNode()
                        .put("Config", config)
                        .putPOJO("RepoTags", List.of(tag))
                        .putPOJO("Layers", layers));
        return JSON.writeValueAsString(list).getBytes(StandardCharsets.UTF_8);
    }

    private static ImageFile of(JsonNode manifest, Contents contents) {
        List<Layer> layers = StreamSupport.stream(manifest.path("layers").spliterator(), false)
                .map(layer -> layer(layer, contents))
                .toList();
        return new ImageFile(manifest.path("config").path("digest").asText(), layers);
    }

    private static Layer layer(JsonNode layer, Contents contents) {
        String digest = layer.path("digest").asText();
        return new Layer(digest, layer.path("size").asLong(), contents.unpacked.getOrDefault(blob(digest), 0L));
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }
}
