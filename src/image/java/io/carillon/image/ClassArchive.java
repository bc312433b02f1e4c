package io.carillon.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes that a server and the small commands load, as the virtual machine keeps them in memory. Which ones is in a list
 * that is part of the sources: short runs tell it, and which classes a run loads depends on what else the machine does. From the
 * same list comes the same archive each time. One that does not fit the program any more costs some speed, and nothing else.
 * (An AOT cache, made by one run, starts a little faster, and is different each time: it remembers moments and counts.)
 */
final class ClassArchive {

    static final String PLACE = Program.HOME + "/carillon.jsa";

    private static final Path LIST = Path.of("src", "image", "classes.list");
    private static final Pattern READY = Pattern.compile("carillon ready http://(\\S+) .*");
    private static final int PATIENCE_SECONDS = 120;

    private final Tree tree;
    private final Path work;

    private ClassArchive(Tree tree, Path work) {
        this.tree = tree;
        this.work = work;
    }

    /** @param rehearse whether the list is made anew */
    static void into(Tree tree, Path work, boolean rehearse) throws IOException, InterruptedException {
        ClassArchive archive = new ClassArchive(tree, work);
        if (rehearse) {
            Files.write(LIST, archive.rehearse());
        }
        archive.dump();
    }

    /** A server, and the commands of {@code cli.Rehearsal}, some of which speak to it. */
    private List<String> rehearse() throws IOException, InterruptedException {
        Path ofServer = work.resolve("classes-of-server");
        Path ofCommands = work.resolve("classes-of-commands");
        Process server = java(
                        "-XX:DumpLoadedClassList=" + ofServer,
                        "-jar",
                        tree.at(Program.JAR).toString(),
                        "serve",
                        "--dev",
                        "--port",
                        "0")
                .redirectOutput(Redirect.PIPE)
                .start();
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            Matcher ready = READY.matcher(String.valueOf(out.readLine()));
            if (!ready.matches()) {
                throw new IllegalStateException("the server did not start: " + Files.readString(log()));
            }
            require(java(
                    "-XX:DumpLoadedClassList=" + ofCommands,
                    "-cp",
                    tree.at(Program.JAR).toString(),
                    "io.carillon.cli.Rehearsal",
                    "ws://" + ready.group(1) + "/ws"));
            server.destroy();
            if (!server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server did not stop: " + Files.readString(log()));
            }
        } finally {
            server.destroyForcibly();
        }
        return sorted(List.of(ofServer, ofCommands));
    }

    /**
     * Names of classes, then the lambdas in them. Left out is what depends on the order in which threads ran: numbers, and which
     * references were resolved.
     */
    private static List<String> sorted(List<Path> lists) throws IOException {
        SortedSet<String> classes = new TreeSet<>();
        SortedSet<String> lambdas = new TreeSet<>();
        for (Path list : lists) {
            for (String line : Files.readAllLines(list)) {
                if (line.startsWith("@lambda")) {
                    lambdas.add(line);
                } else if (!line.startsWith("@") && !line.startsWith("#") && !line.contains(" source:")) {
                    classes.add(line.substring(0, line.indexOf(' ')));
                }
            }
        }
        List<String> all = new ArrayList<>(classes);
        all.addAll(lambdas);
        return all;
    }

    /**
     * Where it is allowed, the tree is the root of that process: the paths of the jars are in the archive. The collector and the
     * heap's size are, too, and would depend on this machine; a server may have others. There is so much room that nothing is
     * collected at moments that depend on the load: strings that are gone by then would not be in the archive.
     */
    private void dump() throws IOException, InterruptedException {
        Path list = tree.at("/tmp/classes");
        Files.copy(LIST, list);
        boolean inside = finish(inside("-version")) == 0;
        if (!inside) {
            System.err.println(
                    "bin/image: may not change the root of a process here; the layer of the archive of classes will be"
                            + " another than the one that is built in another directory");
        }
        String root = inside ? "" : tree.root().toString();
        String[] arguments = {
            "-Xshare:dump",
            "-XX:+UseG1GC",
            "-Xms3g",
            "-Xmx3g",
            "-Xmn2g",
            "-XX:MetaspaceSize=1g",
            "-XX:SharedClassListFile=" + root + "/tmp/classes",
            "-XX:SharedArchiveFile=" + root + PLACE,
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-cp",
            root + Program.JAR
        };
        require(inside ? inside(arguments) : java(arguments));
        Files.delete(list);
        Tree.date(tree.at(PLACE));
    }

    /** The same in the tree, as it will be run. Without /proc the launcher has to be told where its libraries are. */
    private ProcessBuilder inside(String... arguments) {
        boolean isRoot = System.getProperty("user.name").equals("root");
        List<String> command = new ArrayList<>(
                isRoot
                        ? List.of("chroot", tree.root().toString())
                        : List.of("unshare", "--map-root-user", "--root=" + tree.root()));
        command.add(JavaRuntime.HOME + "/bin/java");
        command.add("-XX:Flags=" + Program.HOME + "/jvm.flags");
        command.add("-Djava.library.path=" + Program.NATIVE);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = bare(command);
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LD_LIBRARY_PATH", JavaRuntime.HOME + "/lib");
        return builder;
    }

    /** The runtime of the image, with the flags that decide how objects lie in memory; no variable of this shell changes it. */
    private ProcessBuilder java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(tree.at(JavaRuntime.HOME + "/bin/java").toString());
        command.add("-XX:Flags=" + tree.at(Program.HOME + "/jvm.flags"));
        command.add("-Djava.library.path=" + tree.at(Program.NATIVE));
        command.addAll(List.of(arguments));
        return bare(command);
    }

    private ProcessBuilder bare(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.appendTo(log().toFile()));
        builder.environment().clear();
        return builder;
    }

    private void require(ProcessBuilder builder) throws IOException, InterruptedException {
        if (finish(builder) != 0) {
            throw new IllegalStateException("a run failed, " + builder.command() + ": " + Files.readString(log()));
        }
    }

    /** Runs it to its end, and returns its exit status; where it cannot be run, or does not end, that is not 0. */
    private static int finish(ProcessBuilder builder) throws InterruptedException {
        try {
            Process process = builder.start();
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            return -1;
        } catch (IOException e) {
            return -1; // there is no such command
        }
    }

    private Path log() {
        return work.resolve("rehearsal.log");
    }
}
