package io.carillon.verify;

import java.util.Locale;

/** What can be done to a node. */
public enum FaultKind {
    /** Its process dies, and is started again. */
    KILL,
    /** Its process stands still for a while, and goes on. */
    FREEZE,
    /** It cannot reach the others for a while, nor they it; its clients can. */
    PARTITION,
    /** It is told to stop, drains, and is started again. */
    RESTART;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
