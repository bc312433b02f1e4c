package io.carillon.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A key that does not exist.
 *
 * @param section where it stands
 * @param key how it is written
 * @param siblings the keys that exist there
 */
record UnknownKey(SettingPath section, String key, Collection<String> siblings) {

    /** The keys that exist there, and the setting that was probably meant: there, or else anywhere. */
    String allowed() {
        return String.join(", ", siblings) + " (did you mean " + nearest() + "?)";
    }

    private String nearest() {
        Optional<String> here = Nearest.to(key, siblings);
        if (here.isPresent() && Nearest.distance(key, here.get()) <= Math.max(1, key.length() / 3)) {
            return section.key(here.get()).toString();
        }
        return namesake()
                .or(() -> here.map(name -> section.key(name).toString()))
                .orElse("to leave it out");
    }

    /** A setting of the same name, elsewhere. */
    private Optional<String> namesake() {
        return Catalogue.known().settings().stream()
                .map(Setting::path)
                .filter(path -> last(path.segments()).text().equals(key))
                .map(SettingPath::toString)
                .findFirst();
    }

    private static SettingPath.Segment last(List<SettingPath.Segment> segments) {
        return segments.get(segments.size() - 1);
    }
}
