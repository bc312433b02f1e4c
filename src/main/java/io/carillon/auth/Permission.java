package io.carillon.auth;

import io.carillon.message.NamePattern;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One rule that a token goes by.
 *
 * @param pattern as it is written, with {@code {claim}} in it
 * @param names what that stands for with the token's claims; none where a claim in it is missing
 * @param verbs what it allows in the rooms of these names; none where it is about users or methods
 */
public record Permission(String pattern, List<NamePattern> names, Set<Verb> verbs) {

    public Permission {
        names = List.copyOf(names);
        verbs = Set.copyOf(verbs);
    }

    /** Whether it is about a room, user or method with this name. */
    public boolean isAbout(String name) {
        return names.stream().anyMatch(each -> each.matches(name));
    }

    /** The verbs in the order of the documentation. */
    public List<Verb> verbsInOrder() {
        return verbs.isEmpty() ? List.of() : List.copyOf(EnumSet.copyOf(verbs));
    }
}
