package io.carillon.gateway;

import io.carillon.codec.JsonCodec;
import io.carillon.message.Revision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The subprotocols of an endpoint, and which of them a client gets: the first of its own that is known. */
final class Subprotocols {

    private static final Dialect JSON = new Dialect(new JsonCodec(), Revision.V1_1, "v1");
    private static final Map<String, Dialect> CARILLON = Map.of("carillon.v1.json", JSON);

    /**
     * What was agreed.
     *
     * @param name for the reply, as the client wrote it; empty where it listed nothing
     */
    record Choice(Optional<String> name, Dialect dialect) {}

    private Subprotocols() {}

    /** Nothing where there is none in common; a client that lists nothing at all gets JSON. */
    static Optional<Choice> choose(Offer offer) {
        if (!offer.made()) {
            return Optional.of(new Choice(Optional.empty(), JSON));
        }
        for (String name : offer.names()) {
            Dialect dialect = CARILLON.get(name);
            if (dialect != null) {
                return Optional.of(new Choice(Optional.of(name), dialect));
            }
        }
        return Optional.empty();
    }

    static List<String> supported() {
        return List.of("carillon.v1.json");
    }
}
