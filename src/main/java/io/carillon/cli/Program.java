package io.carillon.cli;

import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this program was started, to start it once more. */
final class Program {

    private static final String HEAP = "-Xmx512m";

    private Program() {}

    /** The virtual machine and the program, up to where its arguments begin. */
    static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(HEAP);
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(Program::isAboutClasses)
                .forEach(command::add);
        String code = code();
        if (code.endsWith(".jar")) {
            command.addAll(List.of("-jar", code));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        }
        return command;
    }

    /** What makes a start fast, and where the virtual machine's own words go: stdout is the program's. */
    private static boolean isAboutClasses(String argument) {
        return argument.startsWith("-XX:SharedArchiveFile=")
                || argument.startsWith("-Xshare:")
                || argument.startsWith("-Xlog:");
    }

    private static String code() {
        try {
            return Path.of(Program.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e); // it was loaded from there
        }
    }
}
