package io.carillon.cluster;

import io.carillon.message.Publication;

/** Where publications arrive that this node's members are to see, whichever node they were published on. */
@FunctionalInterface
public interface Receiver {

    /**
     * Called once for each publication, on any thread and on several at once; those of one publisher come in order. An
     * implementer must not block, must not throw, and must bear a publication for a room that has lost its last member
     * a moment ago.
     */
    void receive(Publication publication);
}
