package io.carillon.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * The program and its libraries, each in a jar of its own, so that a release leaves the libraries' layer as it was. The
 * native libraries lie beside them: Netty would unpack them to {@code /tmp}, from where a container may not let it load them.
 */
final class Program {

    static final String HOME = "/opt/carillon";
    static final String JAR = HOME + "/carillon.jar";
    static final String LIBRARIES = HOME + "/lib";
    static final String NATIVE = HOME + "/native";

    private static final Path SOURCES = Path.of("src", "image");

    /** The first moment that a jar can tell. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Program() {}

    /**
     * @param whole the jar with everything in it, whose manifest is the program's
     * @param own the same without libraries
     */
    static void into(Tree tree, Path whole, Path own, List<Path> libraries) throws IOException {
        List<Path> jars = libraries.stream().filter(jar -> !isNative(jar)).toList();
        for (Path jar : jars) {
            tree.copy(jar, LIBRARIES + "/" + jar.getFileName());
        }
        for (Path jar : libraries) {
            if (isNative(jar) && jar.toString().endsWith("-linux-x86_64.jar")) {
                unpack(tree, jar);
            }
        }
        write(tree, manifest(whole, jars), own);
        for (String file : List.of("jvm.flags", "jvm.options")) {
            tree.copy(SOURCES.resolve(file), HOME + "/" + file);
        }
        tree.copy(Path.of("LICENSE"), HOME + "/LICENSE");
    }

    static String version(Path whole) throws IOException {
        try (JarFile jar = new JarFile(whole.toFile())) {
            return Objects.requireNonNull(
                    jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION));
        }
    }

    private static boolean isNative(Path jar) {
        return jar.getFileName().toString().contains("-linux-");
    }

    private static void unpack(Tree tree, Path library) throws IOException {
        try (JarFile jar = new JarFile(library.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().startsWith("META-INF/native/")
                        && entry.getName().endsWith(".so")) {
                    String name = entry.getName().substring(entry.getName().lastIndexOf('/'));
                    tree.bytes(NATIVE + name, jar.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    private static Manifest manifest(Path whole, List<Path> jars) throws IOException {
        try (JarFile jar = new JarFile(whole.toFile())) {
            Manifest manifest = new Manifest(jar.getManifest());
            String path =
                    jars.stream().map(library -> "lib/" + library.getFileName()).collect(Collectors.joining(" "));
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, path);
            return manifest;
        }
    }

    private static void write(Tree tree, Manifest manifest, Path own) throws IOException {
        try (JarFile from = new JarFile(own.toFile());
                OutputStream file = Files.newOutputStream(tree.at(JAR));
                JarOutputStream to = new JarOutputStream(file)) {
            start(to, JarFile.MANIFEST_NAME);
            manifest.write(to);
            for (JarEntry entry : from.stream().toList()) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    start(to, entry.getName());
                    try (InputStream bytes = from.getInputStream(entry)) {
                        bytes.transferTo(to);
                    }
                }
            }
        }
        Tree.date(tree.at(JAR));
    }

    private static void start(JarOutputStream to, String name) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(TIME);
        to.putNextEntry(entry);
    }
}
