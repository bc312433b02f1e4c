package io.carillon.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a room, and why it is what it is.
 *
 * @param name as it stands in the configuration: {@code publish}, {@code stream.size}
 * @param value that holds now: a text, a number or a flag
 * @param configured what the configuration says, where that will hold only when nobody is in the room any more; otherwise null
 * @param pattern the one of the configuration that says so; empty where none does, and the default holds
 * @param source where that is written: a file with its line, an environment variable, an option; {@code default}
 * @param note what else is to be known of it; empty where that is nothing
 */
public record RoomSetting(
        String name,
        Object value,
        @Nullable Object configured,
        Optional<String> pattern,
        String source,
        Optional<String> note) {

    /** Where it is from, in words: {@code rooms."chat:*".publish (carillon.yaml:12)}; {@code default}. */
    public String origin() {
        return pattern.map(some -> SettingPath.ROOT.key("rooms").key(some) + "." + name + " (" + source + ')')
                .orElse(source);
    }
}
