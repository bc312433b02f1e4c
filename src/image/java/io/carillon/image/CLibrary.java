package io.carillon.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is there of an operating system: the C library that the virtual machine is linked to, as this machine has it, a user,
 * and where names are looked up. No shell, no package manager, nothing with a set-user-id bit.
 */
final class CLibrary {

    private static final List<String> DIRECTORIES = List.of("/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64");
    private static final String LOADER = "ld-linux-x86-64.so.2";

    /** All that the virtual machine and Netty's libraries name, and what the C library itself loads by name. */
    private static final List<String> LIBRARIES = List.of(
            "libc.so.6",
            "libdl.so.2",
            "libm.so.6",
            "libnss_dns.so.2",
            "libnss_files.so.2",
            "libpthread.so.0",
            "libresolv.so.2",
            "librt.so.1");

    private CLibrary() {}

    static void into(Tree tree) throws IOException, InterruptedException {
        tree.copy(find(LOADER), "/lib64/" + LOADER);
        for (String library : LIBRARIES) {
            tree.copy(find(library), "/lib/x86_64-linux-gnu/" + library);
        }
        origin(tree);
        tree.text("/etc/passwd", "root:x:0:0:root:/:/nologin\ncarillon:x:10001:10001:Carillon:/tmp:/nologin\n");
        tree.text("/etc/group", "root:x:0:\ncarillon:x:10001:\n");
        tree.text("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        tree.directory("/etc/carillon"); // where the configuration is mounted
        tree.directory("/tmp");
    }

    /** Whose library it is, in what version, and under which licence; in the places where scanners for known holes look. */
    private static void origin(Tree tree) throws IOException, InterruptedException {
        copyIfThere(tree, "/etc/os-release");
        copyIfThere(tree, "/usr/share/doc/libc6/copyright");
        if (Files.isExecutable(Path.of("/usr/bin/dpkg-query"))) {
            Process query = new ProcessBuilder("dpkg-query", "-s", "libc6")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String status = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (query.waitFor() == 0) {
                tree.text("/var/lib/dpkg/status.d/libc6", status);
            }
        }
    }

    private static void copyIfThere(Tree tree, String place) throws IOException {
        if (Files.exists(Path.of(place))) {
            tree.copy(Path.of(place), place);
        }
    }

    private static Path find(String name) {
        return DIRECTORIES.stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is in none of " + DIRECTORIES
                        + "; images are built on machines with the GNU C library"));
    }
}
