package io.carillon.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the settings of a configuration were written; nothing of what they are. All are equal: two configurations that say the
 * same are the same, wherever they say it. Immutable.
 */
public final class Sources {

    /** What stands for a setting that is written nowhere. */
    public static final String DEFAULT = Origin.DEFAULT.name();

    private final Map<SettingPath, String> written;

    /** @param written by the paths of settings, and of the parts they are in */
    Sources(Map<SettingPath, String> written) {
        this.written = new LinkedHashMap<>(written);
    }

    /**
     * The file and line, environment variable, option or preset that a setting, or a part with settings, was written in; empty
     * where that is nowhere, and its default holds.
     *
     * @param keys from the root down, as they are written: {@code rooms}, {@code chat:*}, {@code publish}
     */
    public Optional<String> of(String... keys) {
        return Optional.ofNullable(written.get(new SettingPath(List.of(keys).stream()
                .map(key -> new SettingPath.Segment(SettingPath.Kind.KEY, key))
                .toList())));
    }

    /** These, but those of what needs a restart as they are in the process that was started with other ones. */
    Sources over(Sources running) {
        Map<SettingPath, String> both = new LinkedHashMap<>(written);
        both.keySet().removeIf(Sources::isForTheStart);
        running.written.forEach((path, source) -> {
            if (isForTheStart(path)) {
                both.put(path, source);
            }
        });
        return new Sources(both);
    }

    private static boolean isForTheStart(SettingPath path) {
        return Effect.of(path).filter(Effect.RESTART::equals).isPresent();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sources;
    }

    @Override
    public int hashCode() {
        return Sources.class.hashCode();
    }

    @Override
    public String toString() {
        return "sources of " + written.size() + " settings";
    }
}
