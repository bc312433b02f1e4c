package io.carillon.config;

import io.carillon.message.Revision;
import java.util.Optional;

/**
 * A version of an endpoint.
 *
 * @param name as clients know it
 * @param revision the revision of the protocol that it stands for
 */
public record VersionConfig(String name, Revision revision) {

    /** Empty where it is not usable, which then is a violation. */
    static Optional<VersionConfig> read(Section section) {
        Optional<String> name = section.required("name", Rule.text());
        Optional<Revision> revision = section.required("revision", Rule.choice(Revision.class));
        return name.flatMap(text -> revision.map(some -> new VersionConfig(text, some)));
    }
}
