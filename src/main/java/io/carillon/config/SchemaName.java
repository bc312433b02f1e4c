package io.carillon.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Which JSON Schema the data in a room has to fit. */
public sealed interface SchemaName {

    /** Anything fits: what a more specific pattern says to be free of a less specific one. */
    record None() implements SchemaName {
        @Override
        public String toString() {
            return "none";
        }
    }

    /** The one in a file, which is read when the node starts. */
    record InFile(Path file) implements SchemaName {
        @Override
        public String toString() {
            return "file " + file;
        }
    }

    /**
     * One of a registry.
     *
     * @param version empty for the latest one, whichever that is
     */
    record InRegistry(URI registry, String subject, OptionalInt version) implements SchemaName {
        @Override
        public String toString() {
            return "subject " + subject + " version " + versionText();
        }

        /** As the registry calls it. */
        public String versionText() {
            return version.isPresent() ? String.valueOf(version.getAsInt()) : "latest";
        }
    }
}
