package io.carillon.verify;

import org.jspecify.annotations.Nullable;

/**
 * Something that was done to a node, in ms since the run began.
 *
 * @param node counted from 0
 * @param ended when it was over: the node was started again, went on, or was reachable; null while it is not
 * @param whole when all nodes were one cluster again and their data had its copies; null while that is not so
 */
public record FaultEvent(
        FaultKind kind,
        int node,
        int began,
        @Nullable Integer ended,
        @Nullable Integer whole) {

    /** For people. */
    String text() {
        return Timeline.text(began) + " " + kind + " of node " + (node + 1)
                + (ended == null ? ", not over" : ", over at " + Timeline.text(ended))
                + (whole == null ? ", not whole again" : ", whole again at " + Timeline.text(whole));
    }
}
