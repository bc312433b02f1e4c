package io.carillon.config;

import io.carillon.message.Format;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is spoken at an endpoint, and how a client and the server agree on it.
 *
 * @param choice which of the subprotocols in common a client gets
 * @param subprotocols those that are spoken
 * @param withoutSubprotocol what a client speaks that lists nothing; empty where it is refused
 * @param versions the newest last
 * @param versionParameter the query parameter that names the version where the subprotocol does not
 */
public record ProtocolConfig(
        Choice choice,
        List<SubprotocolConfig> subprotocols,
        Optional<Format> withoutSubprotocol,
        List<VersionConfig> versions,
        Optional<String> versionParameter) {

    private static final String REFUSED = "refused";

    /** Which of several subprotocols in common a client gets. */
    public enum Choice {
        /** The first on the client's list. */
        PREFERENCE("preference"),
        /** The one of the highest version. */
        HIGHEST_VERSION("highest-version");

        private final String text;

        Choice(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public ProtocolConfig {
        subprotocols = List.copyOf(subprotocols);
        versions = List.copyOf(versions);
    }

    static ProtocolConfig read(Section section) {
        ProtocolConfig protocol = new ProtocolConfig(
                section.value("choice", Rule.choice(Choice.class), Choice.PREFERENCE, "the preset's"),
                section.sections("subprotocols", SubprotocolConfig::read),
                withoutSubprotocol(section),
                section.sections("versions", VersionConfig::read),
                section.optional("version-parameter", Rule.text()));
        if (!section.isSurvey()) {
            protocol.check(section);
        }
        return protocol;
    }

    private static Optional<Format> withoutSubprotocol(Section section) {
        List<String> allowed = Stream.concat(Stream.of(Format.values()).map(Format::toString), Stream.of(REFUSED))
                .toList();
        String text = section.value("without-subprotocol", Rule.choice(allowed), REFUSED, "the preset's");
        return Stream.of(Format.values())
                .filter(format -> format.toString().equals(text))
                .findFirst();
    }

    private void check(Section section) {
        if (versions.isEmpty()) {
            section.violation("versions", "none", "one or more");
            return;
        }
        Set<String> names = versions.stream().map(VersionConfig::name).collect(Collectors.toSet());
        for (SubprotocolConfig subprotocol : subprotocols) {
            subprotocol
                    .version()
                    .filter(name -> !names.contains(name))
                    .ifPresent(name -> section.violation(
                            "subprotocols",
                            "the version " + name + " of " + subprotocol.name(),
                            "one of the versions"));
            if (subprotocol.isTemplate() && !names.stream().allMatch(name -> name.matches("\\d{1,9}"))) {
                section.violation(
                        "versions", String.join(", ", names), "major versions, which " + subprotocol.name() + " names");
            }
            if (subprotocol.version().isEmpty() && !subprotocol.isTemplate() && versionParameter.isEmpty()) {
                section.violation(
                        "subprotocols", subprotocol.name(), "a version, in its name or its own, or version-parameter");
            }
        }
        if (subprotocols.isEmpty() && withoutSubprotocol.isEmpty()) {
            section.violation("subprotocols", "none", "one or more where without-subprotocol is " + REFUSED);
        }
    }
}
