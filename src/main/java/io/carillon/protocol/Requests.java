package io.carillon.protocol;

import io.carillon.auth.Access;
import io.carillon.auth.Grant;
import io.carillon.auth.KeysUnavailableException;
import io.carillon.auth.TokenException;
import io.carillon.auth.Verb;
import io.carillon.cluster.StreamStore;
import io.carillon.hub.Connection;
import io.carillon.hub.Entry;
import io.carillon.hub.Hub;
import io.carillon.hub.Post;
import io.carillon.hub.Services;
import io.carillon.message.ClientMessage;
import io.carillon.message.ErrorCode;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Recipient;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import io.carillon.message.TraceParent;
import io.carillon.stream.StoredMessage;
import io.carillon.trace.Span;
import io.carillon.trace.Tracing;
import io.carillon.trace.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What each kind of message does, for one connection: checks what its token allows and hands it to the hub. A method
 * either returns the outcome or throws {@link RefusedException}. For the connection's event loop.
 */
final class Requests implements ClientMessage.Handler<Future<Result>> {

    private static final Future<Integer> NOBODY = Future.succeededFuture(0);
    private static final Result DONE = new Result.Done();
    /** The most that a client says about itself when it joins, in bytes of its own format. */
    private static final int MEMBER_LIMIT = 1024;
    /** What a message of a history is longer than its data, in bytes; about. */
    private static final int ENVELOPE = 192;

    private final MessageProtocol protocol;
    private final Hub hub;
    private final Session session;
    private final Connection connection;
    private final Sender sender;
    private boolean greetedByServer;
    private @Nullable Entry entered;
    private int calls; // that no service has answered yet
    private @Nullable Grant replaced; // what the token before a new one allowed

    Requests(MessageProtocol protocol, Session session) {
        this.protocol = protocol;
        this.hub = protocol.hub().core();
        this.session = session;
        this.connection = session.connection().member();
        this.sender = Sender.user(connection.user(), connection.id());
    }

    @Override
    public Future<Result> join(ClientMessage.Join join) {
        RoomName room = join.room();
        require(Verb.JOIN, room);
        requireSmall(join.member());
        int limit = session.limits().rooms();
        if (!isIn(room) && rooms() >= limit) {
            throw new RefusedException(ErrorCode.LIMIT_EXCEEDED, "a connection may be in " + limit + " rooms");
        }
        if (room.equals(RoomName.SERVER)) {
            serverRoom().add(session);
            greetedByServer = true;
            return Future.succeededFuture(new Result.Joined(room));
        }
        return hub.join(connection, join).map(entry -> {
            entered = entry;
            return new Result.Joined(room, entry.start(), entry.count());
        });
    }

    @Override
    public Future<Result> leave(ClientMessage.Leave leave) {
        RoomName room = leave.room();
        if (!isIn(room)) {
            throw new RefusedException(ErrorCode.NOT_JOINED, "not in the room " + room);
        }
        if (room.equals(RoomName.SERVER)) {
            serverRoom().remove(session);
            return Future.succeededFuture(DONE);
        }
        return hub.leave(connection, room).map(DONE);
    }

    @Override
    public Future<Result> publish(ClientMessage.Publish publish) {
        RoomName room = publish.room();
        require(Verb.PUBLISH, room);
        Access.offered(Verb.PUBLISH, hub.settings(room), connection.isIn(room)).orRefuse(Verb.PUBLISH, room);
        StreamStore.Append message = new StreamStore.Append(
                room,
                publish.data(),
                sender,
                publish.key(),
                protocol.hub().clock().millis(),
                publish.echo(),
                handshake());
        return here(hub.publish(message), Requests::published);
    }

    @Override
    public Future<Result> send(ClientMessage.Send send) {
        String user = send.to().user();
        Grant grant = session.grant();
        if (user == null ? !grant.allowsAnySend() : !grant.allowsSend(user)) {
            throw new RefusedException(
                    ErrorCode.FORBIDDEN, user == null ? "the token does not allow send to anybody" : Access.noSend());
        }
        Post post = hub.post();
        ServerMessage.Direct message = new ServerMessage.Direct(
                send.data(), sender, protocol.hub().clock().millis());
        Future<Boolean> allowed = user == null ? allowsSendTo(send.to(), post) : Future.succeededFuture(true);
        return here(allowed.compose(may -> may ? post.send(send.to(), message) : NOBODY), Result.Delivered::new);
    }

    /** One of somebody else is as if it were not there: who may not send to it need not learn that it is. */
    private Future<Boolean> allowsSendTo(Recipient to, Post post) {
        return post.whose(String.valueOf(to.connection()))
                .map(owner -> owner.filter(session.grant()::allowsSend).isPresent());
    }

    private static Result published(Optional<StreamStore.Appended> stored) {
        return stored.<Result>map(at -> new Result.Published(at.position(), at.duplicate()))
                .orElse(DONE);
    }

    /** What may have become known on another thread, on this connection's event loop. */
    private <T> Future<Result> here(Future<T> outcome, Function<T, Result> result) {
        if (outcome.isComplete()) {
            return outcome.map(result);
        }
        Promise<Result> promise = Promise.promise();
        outcome.map(result).onComplete(done -> connection.shard().execute(() -> promise.handle(done)));
        return promise.future();
    }

    @Override
    public Future<Result> members(ClientMessage.Members members) {
        require(Verb.MEMBERS, members.room());
        return hub.members(members.room(), connection.shard()).map(found -> found);
    }

    @Override
    public Future<Result> history(ClientMessage.History history) {
        require(Verb.HISTORY, history.room());
        RoomName room = history.room();
        return here(
                hub.history(room, history.since(), history.limit(), history.reverse()),
                slice -> new Result.History(
                        new Position(slice.epoch(), slice.offset()),
                        slice.oldest(),
                        fitting(slice.messages()).stream()
                                .map(kept -> new ServerMessage.RoomMessage(
                                        room, kept.data(), kept.from(), kept.time(), kept.offset()))
                                .toList()));
    }

    /** As many as half of the connection's queue holds: it would be closed for more than it had asked for. One at least. */
    private List<StoredMessage> fitting(List<StoredMessage> messages) {
        long room = session.limits().queue() / 2;
        int count = 0;
        while (count < messages.size() && room > 0) {
            room -= messages.get(count++).data().bytes().length + ENVELOPE;
        }
        return messages.subList(0, count);
    }

    @Override
    public Future<Result> info(ClientMessage.Info info) {
        return Future.succeededFuture(new Result.Info(session.serverInfo()));
    }

    @Override
    public Future<Result> ping(ClientMessage.Ping ping) {
        return Future.succeededFuture(DONE);
    }

    @Override
    public Future<Result> refresh(ClientMessage.Refresh refresh) {
        return protocol.hub()
                .tokens()
                .verify(refresh.token())
                .map(this::renew)
                .recover(cause -> Future.failedFuture(refusal(cause)));
    }

    @Override
    public Future<Result> call(ClientMessage.Call call) {
        Grant grant = session.grant();
        if (!grant.allowsCall(call.method())) {
            throw new RefusedException(ErrorCode.FORBIDDEN, Access.noCall());
        }
        int limit = protocol.hub().config().call().waiting();
        if (calls >= limit) {
            throw new RefusedException(
                    ErrorCode.LIMIT_EXCEEDED, "a connection may wait for the answers to " + limit + " calls");
        }
        calls++;
        Tracing tracing = hub.cluster().tracing();
        Span span = tracing.isOn() ? tracing.begin(Work.CALL, handshake()) : null;
        Future<Payload> answer = hub.services()
                .call(new Services.Call(
                        call.method(),
                        call.data(),
                        connection.user(),
                        connection.id(),
                        grant.claimsText(),
                        span == null ? null : span.context()));
        if (span != null) {
            span.set("rpc.method", call.method()).set("carillon.connection", connection.id());
            answer.onComplete(done -> span.end(done.cause()));
        }
        return here(answer, this::called).onComplete(done -> calls--);
    }

    /** What the handshake was a part of: a client decides nothing about what is kept here, so it is only referred to. */
    private @Nullable TraceParent handshake() {
        return hub.cluster().tracing().isOn() ? session.connection().get(TraceParent.KEPT) : null;
    }

    private Result called(Payload answer) {
        int most = session.limits().queue() / 2; // or it would close the connection instead
        if (answer.bytes().length > most) {
            throw new RefusedException(
                    ErrorCode.TOO_LARGE, "the service's answer has more than the " + most + " bytes that can be sent");
        }
        return new Result.Called(answer);
    }

    private Result renew(Grant grant) {
        Grant before = session.grant();
        OptionalLong expires = session.connection().renew(grant);
        replaced = before;
        return new Result.Refreshed(expires.isPresent() ? expires.getAsLong() : null);
    }

    private static Throwable refusal(Throwable cause) {
        if (cause instanceof TokenException invalid) {
            return new RefusedException(ErrorCode.UNAUTHORIZED, invalid.description());
        }
        return cause instanceof KeysUnavailableException unknown
                ? new RefusedException(ErrorCode.UNAVAILABLE, String.valueOf(unknown.getMessage()))
                : cause;
    }

    /** Ends the memberships that the new token does not allow; what no token allowed, a service has wanted. */
    private void leaveForbiddenRooms(Grant before) {
        for (RoomName room : connection.rooms()) {
            if (before.allows(Verb.JOIN, room) && !session.grant().allows(Verb.JOIN, room)) {
                hub.expel(connection, room, "the new token does not allow join in this room");
            }
        }
    }

    /** The request was answered; what has to come after the answer follows now. */
    void answered() {
        if (greetedByServer) {
            greetedByServer = false;
            session.sendServerInfo();
        }
        Entry entry = entered;
        if (entry != null) {
            entered = null;
            entry.begin().run();
        }
        Grant before = replaced;
        if (before != null) {
            replaced = null;
            leaveForbiddenRooms(before);
        }
    }

    private void require(Verb verb, RoomName room) {
        Access.granted(session.grant(), verb, room).orRefuse(verb, room);
    }

    private static void requireSmall(@Nullable Payload member) {
        if (member != null && member.bytes().length > MEMBER_LIMIT) {
            throw new RefusedException(
                    ErrorCode.TOO_LARGE,
                    "member has at most " + MEMBER_LIMIT + " bytes, this one has " + member.bytes().length);
        }
    }

    private boolean isIn(RoomName room) {
        return room.equals(RoomName.SERVER) ? serverRoom().contains(session) : connection.isIn(room);
    }

    private int rooms() {
        return connection.roomCount() + (serverRoom().contains(session) ? 1 : 0);
    }

    private Set<Session> serverRoom() {
        return protocol.serverRoom();
    }
}
