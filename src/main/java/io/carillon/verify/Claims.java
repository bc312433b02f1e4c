package io.carillon.verify;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which message each place of a room's stream is said to be, and who said it first. */
final class Claims {

    /** In place of a subscriber: the stream as it was read in the end; so says the acknowledgement. */
    static final int HISTORY = -1;

    static final int ACKNOWLEDGEMENT = -2;

    private final Map<String, Map<Long, Claim>> byEpoch = new HashMap<>();

    record Claim(long id, int who) {
        String by() {
            return switch (who) {
                case HISTORY -> "the history";
                case ACKNOWLEDGEMENT -> "its acknowledgement";
                default -> "subscriber " + (who + 1);
            };
        }
    }

    /** What was said of the place before; null where nobody has said anything, and the claim is noted. */
    @Nullable
    Claim claim(String epoch, long offset, long id, int who) {
        return byEpoch.computeIfAbsent(epoch, unknown -> new HashMap<>()).putIfAbsent(offset, new Claim(id, who));
    }

    @Nullable
    Claim at(String epoch, long offset) {
        return byEpoch.getOrDefault(epoch, Map.of()).get(offset);
    }
}
