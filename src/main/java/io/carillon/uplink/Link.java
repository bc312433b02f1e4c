package io.carillon.uplink;

import io.vertx.core.Future;

/** How an uplink speaks with the server there: it keeps a connection, through whatever ends. On the uplink's event loop. */
interface Link {

    /** Begins to connect. */
    void open();

    /** More may come from there: what waits here has gone. */
    void resume();

    /** Ends it; nothing is heard of it any more. */
    Future<Void> close();

    /** What a link can do about its uplink. */
    interface Uplink {

        /** Messages may pass: those from here go to this exit. */
        void up(Pump.Exit exit);

        /** They may not any more. */
        void down();

        /** Something is wrong with the server there; said once for each kind of trouble, until it is over. */
        void troubled(String what);

        /** What came from there is to be published; only where the uplink comes in. */
        Inlet inlet();
    }
}
