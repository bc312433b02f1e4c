package io.carillon.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One broken promise, with the evidence.
 *
 * @param kind how it was broken
 * @param place where
 * @param who a subscriber and its node, or a publisher
 * @param at when it was noticed, in ms since the run began
 * @param text what was found
 * @param around what the one concerned was told before and after; or what was published around it
 */
public record Violation(Kind kind, Place place, String who, int at, String text, List<String> around) {

    /**
     * @param epoch of the stream; null where there is none
     * @param offset in the stream; -1 where there is none
     * @param key the message's idempotency key; null where nothing is known of it
     * @param publisher whose message it is, from 1 on; 0 where nobody's
     */
    public record Place(
            String room,
            @Nullable String epoch,
            long offset,
            @Nullable String key,
            int publisher) {}

    public Violation {
        around = List.copyOf(around);
    }
}
