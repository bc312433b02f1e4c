package io.carillon.cluster;

import io.vertx.core.Future;

/** Answers one kind of question. */
public interface Answerer {

    /**
     * Called for the questions of each node in the order in which it asked, on the cluster's event loop or, where this node
     * asks itself, on whatever thread does: must not block.
     *
     * @param question not to be changed
     * @return completes with the answer, on any thread; where it fails, or this throws, the asker is told that there is none
     */
    Future<byte[]> answer(byte[] question);
}
