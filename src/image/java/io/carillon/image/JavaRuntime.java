package io.carillon.image;

import java.io.IOException;
import java.util.List;
import java.util.spi.ToolProvider;

/** The modules of this JDK that the program needs, linked to a runtime. */
final class JavaRuntime {

    static final String HOME = "/opt/java";

    /** What jdeps finds, and below it what is only found by name. */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.sql",
            "java.xml",
            "jdk.unsupported",
            // Hazelcast: discovery by DNS, what a system is like, and keep-alive of the nodes' connections
            "jdk.naming.dns",
            "jdk.management",
            "jdk.net",
            // for whoever has to find out what a node is doing
            "jdk.jcmd",
            "jdk.jfr",
            "jdk.management.agent");

    private JavaRuntime() {}

    /** Not compressed by jlink: the layer is, better so, and classes load faster. */
    static void into(Tree tree) throws IOException {
        int status = ToolProvider.findFirst("jlink")
                .orElseThrow(
                        () -> new IllegalStateException("this Java has no jlink: " + System.getProperty("java.home")))
                .run(
                        System.out,
                        System.err,
                        "--add-modules",
                        String.join(",", MODULES),
                        "--no-header-files",
                        "--no-man-pages",
                        "--compress",
                        "zip-0",
                        "--output",
                        tree.at(HOME).toString());
        if (status != 0) {
            throw new IllegalStateException("jlink ended with status " + status);
        }
        Tree.date(tree.at(HOME));
    }
}
