package io.carillon.verify;

import java.util.Locale;

/** In which way a promise can be broken. */
public enum Kind {
    LOST("acknowledged, not in the room's history, and not received by everybody who was there"),
    UNSTORED("acknowledged, received, and not in the room's history"),
    GAP("left out, without a reset"),
    DUPLICATE("received or stored twice"),
    DISORDER("received or stored out of order, or before the join was answered"),
    OFFSET_TWICE("one offset acknowledged for two messages"),
    CONFLICT("one offset that is one message here, and another or none there"),
    SKIPPED("a join that said recovered, and did not begin with the next message"),
    UNRECOVERED("a join that could have been recovered, and was not, or tells wrongly what is gone"),
    UNPUBLISHED("received or stored, and published by nobody, or elsewhere"),
    STRANDED("not served in the end, although the cluster was whole");

    private final String explanation;

    Kind(String explanation) {
        this.explanation = explanation;
    }

    public String explanation() {
        return explanation;
    }

    /** As it is reported: {@code offset-twice}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
