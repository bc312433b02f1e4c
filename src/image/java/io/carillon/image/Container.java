package io.carillon.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the tree becomes layers, and what the image says of itself.
 *
 * @param tag the image's name
 * @param revision the commit; empty where there is none
 */
record Container(String tag, String version, String revision) {

    /** Below in the list is what changes more often: whoever has the last release takes only what has changed. */
    static final List<Layer> LAYERS = List.of(
            new Layer("system", "/lib", "/lib64", "/etc", "/tmp", "/usr", "/var"),
            new Layer("java", JavaRuntime.HOME),
            new Layer("libraries", Program.LIBRARIES, Program.NATIVE),
            new Layer(
                    "program",
                    Program.JAR,
                    Program.HOME + "/jvm.flags",
                    Program.HOME + "/jvm.options",
                    Program.HOME + "/LICENSE"),
            new Layer("classes", ClassArchive.PLACE));

    private static final String USER = "10001:10001";
    private static final FilePermissions DIRECTORY = FilePermissions.fromOctalString("755");
    private static final FilePermissions OPEN = FilePermissions.fromOctalString("777");
    private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
    private static final FilePermissions FILE = FilePermissions.fromOctalString("644");

    /** A layer, with the places of the tree that are in it. */
    record Layer(String name, List<String> places) {

        Layer(String name, String... places) {
            this(name, List.of(places));
        }
    }

    /** Writes an OCI layout, and returns the manifest's digest. */
    String write(Tree tree, Path file, Path cache) throws Exception {
        JibContainerBuilder image = Jib.fromScratch()
                .setFormat(ImageFormat.OCI)
                .setPlatforms(Set.of(new Platform("amd64", "linux")))
                .setCreationTime(Instant.EPOCH)
                .setUser(USER)
                .setWorkingDirectory(AbsoluteUnixPath.get("/etc/carillon"))
                .setEntrypoint(JavaRuntime.HOME + "/bin/java", "@" + Program.HOME + "/jvm.options")
                .setProgramArguments("serve", "--config", "/etc/carillon/carillon.yaml")
                .setEnvironment(environment())
                .setExposedPorts(Port.tcp(8080), Port.tcp(9080), Port.tcp(5701), Port.tcp(15701))
                .setLabels(labels());
        for (Layer layer : LAYERS) {
            image.addFileEntriesLayer(entries(tree, layer));
        }
        return image.containerize(Containerizer.to(TarImage.at(file).named(tag))
                        .setOfflineMode(true)
                        .setToolName("carillon")
                        .setBaseImageLayersCache(cache)
                        .setApplicationLayersCache(cache))
                .getDigest()
                .toString();
    }

    private static FileEntriesLayer entries(Tree tree, Layer layer) throws IOException {
        FileEntriesLayer.Builder entries = FileEntriesLayer.builder().setName(layer.name());
        for (String place : layer.places()) {
            if (Files.exists(tree.at(place))) {
                entries.addEntryRecursive(
                        tree.at(place),
                        AbsoluteUnixPath.get(place),
                        (file, inImage) -> permissions(file, inImage.toString()),
                        (file, inImage) -> Tree.TIME);
            }
        }
        return entries.build();
    }

    /** Nobody but root may write, and files are root's; in /tmp anybody may. */
    private static FilePermissions permissions(Path file, String place) {
        if (Files.isDirectory(file)) {
            return place.equals("/tmp") ? OPEN : DIRECTORY;
        }
        return Files.isExecutable(file) && !place.endsWith(".jsa") ? PROGRAM : FILE;
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>(); // its order is in the configuration's digest
        environment.put("PATH", JavaRuntime.HOME + "/bin");
        environment.put("JAVA_HOME", JavaRuntime.HOME);
        environment.put("LANG", "C.UTF-8");
        return environment;
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("org.opencontainers.image.title", "Carillon");
        labels.put("org.opencontainers.image.description", "A clustered WebSocket room server on Vert.x and Hazelcast");
        labels.put("org.opencontainers.image.version", version);
        labels.put(
                "org.opencontainers.image.licenses",
                "Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0 AND LGPL-2.1-or-later");
        labels.put("io.carillon.java", System.getProperty("java.vendor.version") + " " + Runtime.version());
        if (!revision.isEmpty()) {
            labels.put("org.opencontainers.image.revision", revision);
        }
        return labels;
    }
}
