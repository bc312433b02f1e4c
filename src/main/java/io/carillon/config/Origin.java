package io.carillon.config;

import java.nio.file.Path;

/**
 * Where a value was written.
 *
 * @param name the file with its line, the environment variable or the option, for messages
 * @param base the directory that relative file names in the value are relative to
 */
record Origin(String name, Path base) {

    /** Written nowhere: what the program says itself. */
    static final Origin DEFAULT = new Origin("default", Path.of(""));

    /** Something outside of a file: its file names are relative to the working directory. */
    static Origin of(String name) {
        return new Origin(name, Path.of(""));
    }

    @Override
    public String toString() {
        return name;
    }
}
