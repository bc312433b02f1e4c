package io.carillon.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;

/** Which Vert.x have a hub: two would both be its node. Any thread. */
final class Claim {

    private static final String TAKEN = "taken";

    private Claim() {}

    private static LocalMap<String, Boolean> notes(Vertx vertx) {
        return vertx.sharedData().getLocalMap("carillon.hub");
    }

    /** Returns false where it has one already. */
    static boolean take(Vertx vertx) {
        return notes(vertx).put(TAKEN, true) == null;
    }

    /** It has none any more. */
    static void release(Vertx vertx) {
        notes(vertx).remove(TAKEN);
    }
}
