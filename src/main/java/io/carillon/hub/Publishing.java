package io.carillon.hub;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.StreamStore;
import io.carillon.config.RoomSettings;
import io.carillon.config.StreamSettings;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.RefusedException;
import io.carillon.message.Sender;
import io.carillon.message.TraceParent;
import io.carillon.trace.Span;
import io.carillon.trace.Tracing;
import io.carillon.trace.Work;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a message into a room, wherever it comes from: first past the room's schema, then into its stream, where it has
 * them, then to all nodes with members. Any thread.
 */
final class Publishing {

    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

    private static final Future<Optional<StreamStore.Appended>> NOT_STORED = Future.succeededFuture(Optional.empty());

    private final Streams streams;
    private final Rulebook rules;
    private final Supplier<Cluster> cluster;
    private final Supplier<Services> services;

    Publishing(Streams streams, Rulebook rules, Supplier<Cluster> cluster, Supplier<Services> services) {
        this.streams = streams;
        this.rules = rules;
        this.cluster = cluster;
        this.services = services;
    }

    /** As {@link Hub#publish}. */
    Future<Optional<StreamStore.Appended>> publish(StreamStore.Append message) {
        long accepted = System.nanoTime();
        Tracing tracing = cluster.get().tracing();
        Span span = tracing.isOn() ? tracing.begin(Work.PUBLISH, message.trace(), message.room()) : null;
        if (span == null) {
            return pass(message.trace() == null ? message : message.in(null), accepted);
        }
        describe(span, message);
        return pass(message.in(span.context()), accepted).onComplete(done -> {
            if (done.failed()) {
                LOG.atDebug()
                        .addKeyValue("trace", span.context().traceId())
                        .addKeyValue("cause", String.valueOf(done.cause().getMessage()))
                        .log("a traced publication failed");
            }
            span.end(done.cause());
        });
    }

    private static void describe(Span span, StreamStore.Append message) {
        Sender from = message.from();
        span.set("messaging.message.body.size", message.data().bytes().length)
                .set("carillon.connection", from.connection())
                .set("carillon.service", from.service());
    }

    private Future<Optional<StreamStore.Appended>> pass(StreamStore.Append message, long accepted) {
        Rulebook.Ruling ruling = rules.of(message.room());
        RoomSettings room = ruling.settings();
        if (room.schema().isPresent()) {
            RefusedException refused =
                    ruling.edition().schemas().check(room.schema().get(), message.data());
            if (refused != null) {
                return Future.failedFuture(refused);
            }
        }
        if (room.stream().isEmpty()) {
            tell(message, null, heardIn(room), accepted);
            return NOT_STORED;
        }
        Services heard = heardIn(room);
        return append(message, room.stream().get()).map(appended -> {
            stored(message, appended, heard, accepted);
            return Optional.of(appended);
        });
    }

    private Future<StreamStore.Appended> append(StreamStore.Append message, StreamSettings settings) {
        TraceParent trace = message.trace();
        Span span = trace == null ? null : cluster.get().tracing().begin(Work.APPEND, trace, message.room());
        if (span == null) {
            return streams.append(message, settings);
        }
        return streams.append(message, settings).onComplete(done -> {
            if (done.succeeded()) {
                Position position = done.result().position();
                span.set("messaging.message.id", position.epoch() + ':' + position.offset());
            }
            span.end(done.cause());
        });
    }

    /** A message is stored, perhaps long after its publisher was told that nobody knows: those in the room hear of it. */
    void stored(StreamStore.Append message, StreamStore.Appended appended) {
        stored(message, appended, heardIn(rules.of(message.room()).settings()), 0);
    }

    private void stored(StreamStore.Append message, StreamStore.Appended appended, Services heard, long accepted) {
        if (!appended.duplicate()) { // the first one may never have been told of: then its gap will be found
            tell(message, appended.position(), heard, accepted);
        }
    }

    private Services heardIn(RoomSettings room) {
        return room.bus() ? services.get() : Services.NONE;
    }

    private void tell(StreamStore.Append message, @Nullable Position position, Services heard, long accepted) {
        streams.fanOut().published().increment();
        Sender from = message.from();
        String except = message.echo() ? null : from.connection();
        Publication publication = new Publication(
                message.room(), message.data(), from, message.time(), except, position, message.trace(), accepted);
        cluster.get().publish(publication);
        heard.published(publication);
    }
}
