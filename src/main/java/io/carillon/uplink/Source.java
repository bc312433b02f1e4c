package io.carillon.uplink;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** What there is in the room here that is to go there. On the uplink's event loop. */
interface Source {

    /** Begins; completes when whatever is said in the room from now on will come out. */
    Future<Void> open();

    /** The next one; null where there is none now: a bell rings when there may be. */
    @Nullable
    Outgoing poll();

    /** This one, and all before it, need never be sent again. */
    void done(Outgoing message);

    void close();
}
