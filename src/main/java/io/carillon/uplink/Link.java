package io.carillon.uplink;

import io.vertx.core.buffer.Buffer;

/** What is spoken on one connection. On the uplink's event loop. */
interface Link {

    /** A message, in one piece. */
    void heard(Buffer message, boolean text);

    /** Now and then: whether everything that was asked is answered. */
    void look();

    /** The connection has ended. */
    void ended();

    /** What a link can do about its uplink. */
    interface Uplink {

        /** Messages may pass: those from here go to this exit. */
        void ready(Pump.Exit exit);

        /** What came from there is to be published; only where the uplink comes in. */
        Inlet inlet();
    }
}
