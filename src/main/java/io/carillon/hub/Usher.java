package io.carillon.hub;

import io.carillon.cluster.QuestionKind;
import io.carillon.cluster.Questions;
import io.carillon.config.PresenceSettings;
import io.carillon.message.ClientMessage;
import io.carillon.message.ErrorCode;
import io.carillon.message.Member;
import io.carillon.message.Recipient;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts connections into rooms, takes them out, and closes them, wherever they are, since somebody else than their clients
 * wants it. Each node is asked, and does its own part. Any thread; other nodes are waited for a second at most.
 */
public final class Usher {

    /**
     * What came of it.
     *
     * @param affected how many connections are now otherwise than before
     * @param refused why one of them is not; null where none was refused
     */
    private record Outcome(int affected, @Nullable RefusedException refused) {

        static final Outcome NONE = new Outcome(0, null);
        static final Outcome ONE = new Outcome(1, null);

        Outcome and(Outcome other) {
            return new Outcome(affected + other.affected, refused == null ? other.refused : refused);
        }

        byte[] encode() {
            JsonObject json = new JsonObject().put("affected", affected);
            if (refused != null) {
                json.put("code", refused.code().name()).put("reason", refused.reason());
            }
            return json.toBuffer().getBytes();
        }

        static Outcome decode(byte[] bytes) {
            JsonObject json = new JsonObject(Buffer.buffer(bytes));
            String code = json.getString("code");
            return new Outcome(
                    Objects.requireNonNull(json.getInteger("affected")),
                    code == null
                            ? null
                            : new RefusedException(ErrorCode.valueOf(code), String.valueOf(json.getString("reason"))));
        }
    }

    private final Hub hub;
    private final Directory directory;
    private final Questions questions;

    Usher(Hub hub, Directory directory, Questions questions) {
        this.hub = hub;
        this.directory = directory;
        this.questions = questions;
    }

    /** Does this node's part from now on. */
    Usher open() {
        questions.serve(
                QuestionKind.USHER, question -> here(Order.decode(question)).map(Outcome::encode));
        return this;
    }

    /**
     * Has an order carried out.
     *
     * @return completes with how many connections are now otherwise than before, as far as nodes have answered; fails with a
     *     {@link RefusedException} where that is none, and one could not be put into the room
     */
    public Future<Integer> usher(Order order) {
        String connection = order.who().connection();
        Future<Stream<Outcome>> outcomes = connection != null && directory.find(connection) != null
                ? here(order).map(Stream::of)
                : questions
                        .ask(QuestionKind.USHER, order.encode())
                        .map(answers -> answers.given().values().stream().map(Outcome::decode));
        return outcomes.map(each -> each.reduce(Outcome.NONE, Outcome::and)).compose(all -> {
            RefusedException refused = all.refused();
            return all.affected() == 0 && refused != null
                    ? Future.failedFuture(refused)
                    : Future.succeededFuture(all.affected());
        });
    }

    private Future<Outcome> here(Order order) {
        List<Future<Outcome>> outcomes = new ArrayList<>();
        Recipient who = order.who();
        String user = who.user();
        if (user != null) {
            directory.ofUser(user, connection -> outcomes.add(there(order, connection)));
        } else {
            Connection found = directory.find(String.valueOf(who.connection()));
            if (found != null) {
                outcomes.add(there(order, found));
            }
        }
        return Future.all(outcomes)
                .map(done -> outcomes.stream().map(Future::result).reduce(Outcome.NONE, Outcome::and));
    }

    /** On the connection's event loop. Never fails. */
    private Future<Outcome> there(Order order, Connection connection) {
        Promise<Outcome> promise = Promise.promise();
        connection.shard().execute(() -> carryOut(order, connection).onComplete(promise));
        return promise.future()
                .otherwise(cause -> cause instanceof RefusedException refused ? new Outcome(0, refused) : Outcome.NONE);
    }

    private Future<Outcome> carryOut(Order order, Connection connection) {
        if (connection.isClosed()) {
            return Future.succeededFuture(Outcome.NONE);
        }
        RoomName room = order.room();
        return switch (order.kind()) {
            case JOIN -> join(connection, Objects.requireNonNull(room));
            case LEAVE -> leave(connection, room, order.reason());
            case DISCONNECT -> disconnect(connection, order);
        };
    }

    private Future<Outcome> join(Connection connection, RoomName room) {
        if (connection.isIn(room)) {
            return Future.succeededFuture(Outcome.NONE);
        }
        int limit = connection.details().roomLimit();
        if (connection.roomCount() >= limit) {
            return Future.failedFuture(
                    new RefusedException(ErrorCode.LIMIT_EXCEEDED, "a connection may be in " + limit + " rooms"));
        }
        return hub.join(connection, new ClientMessage.Join(null, room, null)).map(entry -> {
            greet(connection, room, entry);
            entry.begin().run();
            return Outcome.ONE;
        });
    }

    /** No reply tells the client where it is: so the room's stream says where it begins, and its presence who has come. */
    private void greet(Connection connection, RoomName room, Entry entry) {
        if (hub.settings(room).presence().filter(PresenceSettings::visible).isPresent()) {
            Member member = new Member(connection.id(), connection.user(), null);
            connection.outbox().send(new ServerMessage.Presence(room, ServerMessage.Presence.Event.JOIN, member));
        }
        if (entry.start() != null) {
            connection.outbox().send(new ServerMessage.Reset(room, entry.start().position()));
        }
    }

    private Future<Outcome> leave(Connection connection, @Nullable RoomName room, String reason) {
        boolean any = false;
        for (RoomName left : room == null ? connection.rooms() : List.of(room)) {
            if (connection.isIn(left)) {
                any = true;
                hub.leave(connection, left);
                connection.outbox().send(new ServerMessage.Left(left, reason));
            }
        }
        return Future.succeededFuture(any ? Outcome.ONE : Outcome.NONE);
    }

    private static Future<Outcome> disconnect(Connection connection, Order order) {
        RoomName room = order.room();
        if (room != null && !connection.isIn(room)) {
            return Future.succeededFuture(Outcome.NONE);
        }
        connection.outbox().close(order.code(), order.reason());
        return Future.succeededFuture(Outcome.ONE);
    }
}
