package io.carillon.verify;

import io.vertx.core.json.JsonObject;

/** Who is connected by a {@link Traveller}; called on its event loop. */
interface Guest {

    /** There is a connection, and the server has said welcome. */
    void arrived(Line line, int node);

    /** A message that is no answer. */
    void told(JsonObject message);

    /** The connection is over; another one will come. */
    void departed(String how);
}
