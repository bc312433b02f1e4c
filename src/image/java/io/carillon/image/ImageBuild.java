package io.carillon.image;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Builds the container image, without a container engine: run by {@code bin/image}, from the project's directory, on the JDK
 * whose runtime becomes part of the image. Two runs for one commit with the same JDK, on machines with the same C library,
 * write the same bytes.
 */
public final class ImageBuild {

    private static final Path JAR = Path.of("target", "carillon.jar");
    private static final Path OWN = Path.of("target", "original-carillon.jar");

    private ImageBuild() {}

    /**
     * @param arguments the file to write, the directory to work in, the image's tag, the commit (or an empty text), and the
     *     class path of the program as Maven has it; then {@code rehearse}, if the list of classes is to be made anew
     */
    public static void main(String[] arguments) throws Exception {
        Path output = Path.of(arguments[0]).toAbsolutePath();
        Path work = Path.of(arguments[1]).toAbsolutePath();
        List<Path> libraries =
                Arrays.stream(arguments[4].split(":")).map(Path::of).toList();
        requirePlatform();

        Tree tree = Tree.empty(work.resolve("root"));
        CLibrary.into(tree);
        JavaRuntime.into(tree);
        Program.into(tree, JAR, OWN, libraries);
        ClassArchive.into(tree, work, arguments.length > 5 && arguments[5].equals("rehearse"));

        Container container = new Container(arguments[2], Program.version(JAR), arguments[3]);
        Path oci = work.resolve("oci.tar");
        String digest = container.write(
                tree,
                oci,
                Tree.empty(work.resolve("jib")).root()); // Jib knows layers by times of files, which are all alike
        ImageFile image = ImageFile.forAllTools(oci, output, container.tag());
        Files.delete(oci);
        report(System.out, output, digest, image);
    }

    private static void requirePlatform() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.equals("Linux amd64")) {
            throw new IllegalStateException(
                    "the runtime, the C library and the archive of classes are this machine's, and it is " + platform
                            + "; images are built for Linux amd64 alone, and there");
        }
    }

    private static void report(PrintStream out, Path output, String digest, ImageFile image) throws Exception {
        out.printf("%s  %.1f MB%n", output, Files.size(output) / 1e6);
        out.printf("manifest      %s%n", digest);
        out.printf("config        %s%n", image.config());
        for (int i = 0; i < image.layers().size(); i++) {
            ImageFile.Layer layer = image.layers().get(i);
            out.printf(
                    "%-12s  %s  %.1f MB, %.1f unpacked%n",
                    Container.LAYERS.get(i).name(), layer.digest(), layer.size() / 1e6, layer.unpacked() / 1e6);
        }
    }
}
