package io.carillon.service;

import io.carillon.auth.Access;
import io.carillon.cluster.BusContext;
import io.carillon.cluster.Circular;
import io.carillon.cluster.StreamStore;
import io.carillon.hub.Filter;
import io.carillon.hub.Hub;
import io.carillon.hub.Order;
import io.carillon.hub.Page;
import io.carillon.hub.Shard;
import io.carillon.message.CloseCode;
import io.carillon.message.ErrorCode;
import io.carillon.message.Format;
import io.carillon.message.Member;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Recipient;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import io.carillon.message.TraceParent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a service may have done, whichever way it comes in: everything, in the whole cluster, but what would break a promise
 * to clients. Room settings and limits hold for it as for them; who may do what is settled before. Any thread; futures
 * complete on any, and fail with a {@link RefusedException}, which methods may also throw.
 */
public final class Operations {

    /** What a member is longer than its names and what it says of itself, in bytes; about. */
    private static final int MEMBER = 48;

    private final ServedNode node;
    private final Hub hub;
    private final Sender service;
    private final boolean anyNode;
    private final Shard desk;

    /** @param service what messages are from that come in this way: {@code bus}, {@code http} */
    public Operations(Vertx vertx, ServedNode node, String service) {
        this(vertx, node, service, false);
    }

    /** @param anyNode whether who comes in this way comes in at any node, at another one with each message */
    Operations(Vertx vertx, ServedNode node, String service, boolean anyNode) {
        this.node = node;
        this.anyNode = anyNode;
        this.hub = node.hub();
        this.service = Sender.service(service);
        Context context = BusContext.of((VertxInternal) vertx);
        this.desk = new Shard(task -> context.runOnContext(nothing -> task.run()), () -> {});
    }

    /**
     * Says something to a room; whoever may publish there, services may.
     *
     * @param key the same for the same publication, if it is sent again; null where nobody cares
     * @param user for whom the service speaks; null where it speaks for itself
     * @param trace what this is a part of; null for nothing
     */
    public Future<Result> publish(
            RoomName room, Payload data, @Nullable String key, @Nullable String user, @Nullable TraceParent trace) {
        Access.refuseReserved(room);
        refuseLarge(data);
        Sender from = user == null ? service : Sender.user(user);
        StreamStore.Append message = new StreamStore.Append(room, data, from, key, now(), true, trace);
        if (anyNode && hub.settings(room).stream().isEmpty()) {
            return hub.relay().publish(message).map(done -> new Result.Done());
        }
        return hub.publish(message)
                .map(stored -> stored.<Result>map(at -> new Result.Published(at.position(), at.duplicate()))
                        .orElseGet(Result.Done::new));
    }

    /** What a request of these headers is a part of; null where that is nothing, or nobody wants to know. */
    public @Nullable TraceParent trace(Function<String, @Nullable String> headers) {
        return hub.cluster().tracing().isOn()
                ? TraceParent.of(headers.apply(TraceParent.HEADER), headers.apply(TraceParent.STATE_HEADER))
                : null;
    }

    /** Says something to all connections but some. */
    public Future<Result> broadcast(Payload data, Set<String> except) {
        refuseLarge(data);
        return hub.post().broadcast(new Circular(except, direct(data))).map(Result.Delivered::new);
    }

    /** Says something to all connections of a user, or to one. */
    public Future<Result> send(Recipient to, Payload data) {
        refuseLarge(data);
        return hub.post().send(to, direct(data)).map(Result.Delivered::new);
    }

    public Future<Result> members(RoomName room) {
        Access.refuseReserved(room);
        return hub.members(room, desk).map(found -> fitting(found, node.queueLimit()));
    }

    /**
     * Not a part of them: nobody could ask for the rest.
     *
     * @param most bytes of the list, about: what may wait for a client that has asked
     */
    static Result fitting(Result.Members found, int most) {
        long length = 0;
        for (Member each : found.members()) {
            Payload said = each.member();
            length += MEMBER
                    + each.connection().length()
                    + each.user().length()
                    + (said == null ? 0 : said.bytes().length);
        }
        if (length > most) {
            throw new RefusedException(
                    ErrorCode.TOO_LARGE,
                    "the list of " + found.count() + " members has more than " + most
                            + " bytes; connections lists those in a room page by page");
        }
        return found;
    }

    /** @param since exclusive */
    public Future<Result> history(RoomName room, long since, int limit, boolean reverse) {
        Access.refuseReserved(room);
        return hub.history(room, since, limit, reverse)
                .map(slice -> new Result.History(
                        new Position(slice.epoch(), slice.offset()),
                        slice.oldest(),
                        slice.messages().stream()
                                .map(kept -> new ServerMessage.RoomMessage(
                                        room, kept.data(), kept.from(), kept.time(), kept.offset()))
                                .toList()));
    }

    /** The server, as far as it is not about a client's own connection. */
    public JsonObject info() {
        Revision[] revisions = Revision.values();
        return new JsonObject()
                .put("name", "carillon")
                .put("version", node.version())
                .put("revision", revisions[revisions.length - 1].toString())
                .put("revisions", texts(revisions))
                .put("formats", texts(Format.values()))
                .put("node", hub.cluster().node())
                .put("nodes", hub.cluster().nodes())
                .put("draining", node.draining().getAsBoolean());
    }

    private static JsonArray texts(Object[] values) {
        return new JsonArray(Arrays.stream(values).map(Object::toString).toList());
    }

    public Future<Page> rooms(Filter filter) {
        return hub.register().rooms(filter);
    }

    public Future<Page> connections(Filter filter) {
        return hub.register().connections(filter);
    }

    /** One connection, wherever it is; empty where there is none. Where a node does not answer, nobody knows. */
    public Future<Optional<Page.Item>> connection(String id) {
        int last = id.length() - 1;
        String before =
                id.substring(0, last) + (char) (id.charAt(last) - 1) + Character.MAX_VALUE; // nothing is between
        return connections(new Filter(null, null, Set.of(), null, 1, before)).map(page -> {
            Optional<Page.Item> found =
                    page.items().stream().filter(item -> item.key().equals(id)).findFirst();
            if (found.isEmpty() && !page.missing().isEmpty()) {
                throw new RefusedException(ErrorCode.UNAVAILABLE, "a node that may have it does not answer");
            }
            return found;
        });
    }

    /** Completes, on any thread, when what was published to a room so far is on its way to its members on this node. */
    public Future<Void> settled(RoomName room) {
        return hub.register().settled(room);
    }

    /** Puts connections into a room, whatever their tokens allow. Completes with how many were not in it before. */
    public Future<Integer> join(Recipient who, RoomName room) {
        Access.refuseReserved(room);
        return hub.usher().usher(new Order(Order.Kind.JOIN, who, room, CloseCode.GOING_AWAY, ""));
    }

    /** Takes connections out of a room, or of all where it is null. Completes with how many were in it, or in any. */
    public Future<Integer> leave(Recipient who, @Nullable RoomName room, String reason) {
        if (room != null) {
            Access.refuseReserved(room);
        }
        return hub.usher().usher(new Order(Order.Kind.LEAVE, who, room, CloseCode.GOING_AWAY, reason));
    }

    /** Closes connections, or those of them that are in a room where it is not null. Completes with how many. */
    public Future<Integer> disconnect(Recipient who, @Nullable RoomName room, CloseCode code, String reason) {
        return hub.usher().usher(new Order(Order.Kind.DISCONNECT, who, room, code, reason));
    }

    private ServerMessage.Direct direct(Payload data) {
        return new ServerMessage.Direct(data, service, now());
    }

    private long now() {
        return node.clock().millis();
    }

    private void refuseLarge(Payload data) {
        int length = data.bytes().length;
        if (length > node.messageLimit()) {
            throw new RefusedException(
                    ErrorCode.TOO_LARGE, "data has at most " + node.messageLimit() + " bytes, this has " + length);
        }
    }
}
