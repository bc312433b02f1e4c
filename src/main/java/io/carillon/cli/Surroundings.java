package io.carillon.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * What a command is given by the process that it runs in.
 *
 * @param signals how it is told to stop
 * @param halt ends the process at once
 * @param program the virtual machine and the program, to start them once more
 */
record Surroundings(
        Map<String, String> environment,
        Terminal terminal,
        Signals signals,
        IntConsumer halt,
        Pipes pipes,
        Supplier<List<String>> program) {

    /**
     * Standard input and output.
     *
     * @param out not buffered; fails where nobody reads any more, which {@code System.out} does not tell
     */
    record Pipes(InputStream in, OutputStream out) {

        /** Whether this is nobody reading any more, other than a disk that is full; in the words of any language, nearly. */
        static boolean isClosed(IOException why) {
            return String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
        }
    }

    /** Those of this process. */
    static Surroundings ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Surroundings(
                environment,
                Terminal.of(environment),
                new ProcessSignals(),
                Runtime.getRuntime()::halt,
                new Pipes(System.in, new FileOutputStream(FileDescriptor.out)),
                Program::command);
    }

    InputStream in() {
        return pipes.in;
    }

    void haltAs(ExitStatus status) {
        halt.accept(status.code());
    }
}
