package io.carillon.hub;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.StreamStore;
import io.carillon.config.RoomSettings;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.RefusedException;
import io.carillon.message.Sender;
import io.carillon.schema.Schemas;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message into a room, wherever it comes from: first past the room's schema, then into its stream, where it has
 * them, then to all nodes with members. Any thread.
 */
final class Publishing {

    private static final Future<Optional<StreamStore.Appended>> NOT_STORED = Future.succeededFuture(Optional.empty());

    private final Streams streams;
    private final Schemas schemas;
    private final Supplier<Cluster> cluster;

    Publishing(Streams streams, Schemas schemas, Supplier<Cluster> cluster) {
        this.streams = streams;
        this.schemas = schemas;
        this.cluster = cluster;
    }

    /**
     * As {@link Hub#publish}.
     *
     * @param services those that get the room's messages, too
     */
    Future<Optional<StreamStore.Appended>> publish(StreamStore.Append message, RoomSettings room, Services services) {
        if (room.schema().isPresent()) {
            RefusedException refused = schemas.check(room.schema().get(), message.data());
            if (refused != null) {
                return Future.failedFuture(refused);
            }
        }
        if (room.stream().isEmpty()) {
            tell(message, null, services);
            return NOT_STORED;
        }
        return streams.append(message, room.stream().get()).map(appended -> {
            stored(message, appended, services);
            return Optional.of(appended);
        });
    }

    /** A message is stored, perhaps long after its publisher was told that nobody knows: those in the room hear of it. */
    void stored(StreamStore.Append message, StreamStore.Appended appended, Services services) {
        if (!appended.duplicate()) { // the first one may never have been told of: then its gap will be found
            tell(message, appended.position(), services);
        }
    }

    private void tell(StreamStore.Append message, @Nullable Position position, Services services) {
        Sender from = message.from();
        String except = message.echo() ? null : from.connection();
        Publication publication =
                new Publication(message.room(), message.data(), from, message.time(), except, position);
        cluster.get().publish(publication);
        services.published(publication);
    }
}
