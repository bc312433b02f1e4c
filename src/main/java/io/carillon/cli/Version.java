package io.carillon.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, as the build wrote it into the jar. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        Optional<String> version =
                Optional.ofNullable(Version.class.getPackage().getImplementationVersion());
        return new String[] {
            "carillon " + version.orElse("(not from a jar)"), "Java " + Runtime.version(),
        };
    }
}
