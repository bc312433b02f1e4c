package io.carillon.hub;

import io.carillon.config.Conflation;
import io.carillon.message.Publication;
import java.util.List;

/** Makes what only the hub can make, for benchmarks of what comes behind it. */
public final class Batches {

    private Batches() {}

    /** One publication on its way to an event loop's members, not encoded yet. */
    public static Batch of(Publication publication) {
        return new Batch(List.of(new Broadcast(publication, Conflation.OFF)));
    }
}
