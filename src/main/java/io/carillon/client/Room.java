package io.carillon.client;

import io.carillon.message.ClientMessage;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A room as one client sees it: a stream of its messages, in order and each once, from {@link #join} to {@link #leave}, over
 * however many connections. Methods are for any thread; handlers are called on the client's event loop, and set before
 * {@link #join}, so that nothing comes before them.
 *
 * <p>While it is paused, messages are kept up to a bound ({@link ClientOptions#buffer}); then the connection is not read any
 * more, for the other rooms either, until half of them have gone. Nothing is lost by that in rooms with a stream.
 */
public final class Room implements ReadStream<RoomMessage> {

    private static final int LARGEST_PAGE = 1_000;

    /** Where connections come from. */
    interface Opener {

        /** Asks for one; answers why there will be none, or null. */
        @Nullable
        ClientException open();
    }

    private final Home home;
    private final RoomName name;
    private final Inquiries inquiries;
    private final Opener opener;
    private final Place place = new Place();
    private final Membership membership;
    private final Publishing publishing;
    private final Feed feed;
    private volatile RoomState state = RoomState.IDLE;
    private @Nullable Position since; // where the next join is to begin
    private @Nullable Handler<Throwable> failures;
    private @Nullable Handler<Presence> presence;
    private @Nullable Handler<Joined> joins;
    private @Nullable Handler<String> departures;
    private @Nullable Handler<RoomState> states;

    /**
     * @param opener asked for a connection
     * @param crowded told whether the room has more than it can keep
     */
    Room(Home home, RoomName name, Inquiries inquiries, Opener opener, Handler<Boolean> crowded) {
        this.home = home;
        this.name = name;
        this.inquiries = inquiries;
        this.opener = opener;
        this.membership = new Membership(home, name, place, new Events());
        this.publishing = new Publishing(home, name, place, membership::isReady);
        this.feed = new Feed(home, crowded);
    }

    void describe(@Nullable Payload member, RoomOptions options) {
        membership.describe(member, options.recover());
        since = options.since() == null ? since : options.since();
    }

    /** Its name. */
    public String name() {
        return name.value();
    }

    /** Where the client is with it. */
    public RoomState state() {
        return state;
    }

    /**
     * Up to where its messages were handed out; null in a room without a stream. Whoever stores it with what became of the
     * messages can go on from there later: {@link RoomOptions#since}.
     */
    public @Nullable Position position() {
        return feed.position();
    }

    private boolean isOpen(Promise<?> promise) {
        ClientException why = opener.open();
        if (why != null) {
            promise.fail(why);
        }
        return why == null;
    }

    // ---- being in it

    /**
     * Wants to be in the room, on this connection and all that follow. Completes when that is so for the first time; fails
     * where the server does not let it in, or the client closes. Opens the client.
     */
    public Future<Joined> join() {
        Promise<Joined> promise = home.promise();
        home.run(() -> {
            if (isOpen(promise)) {
                feed.open();
                Position from = since;
                if (from == null) {
                    membership.join(promise);
                } else {
                    join(from, promise);
                }
            }
        });
        return promise.future();
    }

    /** The same from a position on, wherever the client is in the room now: what is after it comes, perhaps once more. */
    public Future<Joined> join(Position from) {
        Promise<Joined> promise = home.promise();
        home.run(() -> {
            if (isOpen(promise)) {
                feed.open();
                join(from, promise);
            }
        });
        return promise.future();
    }

    private void join(Position from, Promise<Joined> promise) {
        since = null;
        feed.startAt(from);
        membership.joinFrom(from, promise);
    }

    /** Does not want to be in it any more. Nothing of the room is handed out from then on. */
    public Future<Void> leave() {
        Promise<Void> promise = home.promise();
        home.run(() -> {
            if (!feed.isEmpty()) { // what was not handed out comes once more
                place.startAt(feed.position());
            }
            feed.startAt(feed.position());
            membership.leave().onComplete(promise);
            feed.end();
        });
        return promise.future();
    }

    // ---- saying something

    /**
     * Publishes a value: a {@link io.vertx.core.json.JsonObject}, {@link io.vertx.core.json.JsonArray}, map, list, string,
     * number, boolean, null, bytes, {@link java.time.Instant}, or a {@link Payload}. It waits for a connection, and for the
     * room where that is wanted; what is published later never comes before it.
     *
     * @return completes when the server has taken it, exactly once where the room has a stream. Fails with a {@link
     *     ClientException}: the server's, or {@code queue_full}, {@code too_large}, {@code lost}, {@code timeout}, {@code
     *     closed}
     */
    public Future<Published> publish(@Nullable Object data) {
        return publish(data, PublishOptions.DEFAULT);
    }

    /** The same otherwise than usual. */
    public Future<Published> publish(@Nullable Object data, PublishOptions options) {
        Promise<Published> promise = home.promise();
        try {
            String own = options.key();
            String key = own == null ? UUID.randomUUID().toString() : own;
            Awaited publication = new Awaited(home, Client.payload(data), key, options, promise);
            home.run(() -> {
                if (isOpen(promise)) {
                    publication.expectLate(publishing::late);
                    publishing.publish(publication);
                }
            });
        } catch (ClientException e) {
            promise.fail(e);
        }
        return promise.future();
    }

    // ---- asking

    /** The oldest hundred messages that the room still has. */
    public Future<History> history() {
        return history(History.Query.OLDEST);
    }

    /** A part of what the room still has. Needs the right to, not the membership. */
    public Future<History> history(History.Query query) {
        int limit = Math.min(query.limit(), LARGEST_PAGE);
        return inquire(
                id -> new ClientMessage.History(id, name, query.since(), limit, query.reverse()),
                answer -> answer.result().history(name.value()));
    }

    /** Who is there. Needs the right to, not the membership. */
    public Future<Members> members() {
        return inquire(
                id -> new ClientMessage.Members(id, name),
                answer -> answer.result().members());
    }

    private <T> Future<T> inquire(Function<RequestId, ClientMessage> request, Function<Connection.Answer, T> reading) {
        Promise<T> promise = home.promise();
        home.run(() -> {
            if (isOpen(promise)) {
                inquiries.ask(request, true, reading).onComplete(promise);
            }
        });
        return promise.future();
    }

    // ---- hearing

    /** Who is told of messages; null for nobody, and they go by. */
    @Override
    public Room handler(@Nullable Handler<RoomMessage> handler) {
        return with(() -> feed.onMessage(handler));
    }

    /** Who is told, once and after the last message, that nothing more follows: the room was left or refused, or the client is closed. */
    @Override
    public Room endHandler(@Nullable Handler<Void> handler) {
        return with(() -> feed.onEnd(handler));
    }

    /** Who is told that the server does not let the client in. */
    @Override
    public Room exceptionHandler(@Nullable Handler<Throwable> handler) {
        return with(() -> failures = handler);
    }

    /** Who is told of others that come and go, in a room with presence. */
    public Room presenceHandler(@Nullable Handler<Presence> handler) {
        return with(() -> presence = handler);
    }

    /** Who is told of each time that the client is in the room: after {@link #join}, and after each connection that ended. */
    public Room joinedHandler(@Nullable Handler<Joined> handler) {
        return with(() -> joins = handler);
    }

    /** Who is told of offsets that cannot be had any more, before what follows them. */
    public Room missedHandler(@Nullable Handler<Result.Missed> handler) {
        return with(() -> feed.onMissed(handler));
    }

    /** Who is told that the stream could not be continued: load your state anew, what follows is complete from there on. */
    public Room resetHandler(@Nullable Handler<Position> handler) {
        return with(() -> feed.onReset(handler));
    }

    /** Who is told, with a reason for people, that the server has taken the client out of the room. */
    public Room leftHandler(@Nullable Handler<String> handler) {
        return with(() -> departures = handler);
    }

    /** Who is told of each change of the state. */
    public Room stateHandler(@Nullable Handler<RoomState> handler) {
        return with(() -> states = handler);
    }

    private Room with(Runnable change) {
        home.run(change);
        return this;
    }

    @Override
    public Room pause() {
        return with(feed::pause);
    }

    @Override
    public Room resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public Room fetch(long amount) {
        return with(() -> feed.fetch(amount));
    }

    // ---- what the client is told, on its event loop

    void opened() {
        membership.opened();
        publishing.flush();
    }

    void ended() {
        membership.ended();
        publishing.ended();
    }

    void closed(ClientException why) {
        membership.closed(why);
        publishing.closed(why);
        feed.end();
    }

    void message(Fields said) {
        RoomMessage message = said.message(name.value(), place.epoch());
        if (message == null || !place.take(said.numberOrNull("offset"))) {
            return;
        }
        if (!publishing.outbox().isUnheard(message.from().connection(), message.payload())) {
            feed.message(message);
        }
    }

    void reset(Fields said) {
        Position to = said.position();
        if (to != null && place.reset(to)) {
            feed.reset(to);
        }
    }

    void left(Fields said) {
        if (membership.left()) {
            home.tell(departures, said.text("reason"));
            feed.end();
        }
    }

    void presence(Fields said) {
        boolean isJoin = said.text("event").equals("join");
        home.tell(
                presence, new Presence(name.value(), isJoin, said.map("member").member()));
    }

    /** What becomes of the membership. */
    private final class Events implements Membership.Listener {

        @Override
        public void changed(RoomState now) {
            state = now;
            home.tell(states, now);
        }

        @Override
        public void joined(Joined joined) {
            feed.begin(joined.position());
            home.tell(joins, joined);
        }

        @Override
        public void missed(Result.Missed missed) {
            feed.missed(missed);
        }

        @Override
        public void reset(Position to) {
            feed.reset(to);
        }

        @Override
        public void refused(ClientException why) {
            home.tell(failures, why);
            feed.end();
        }

        @Override
        public void ready() {
            publishing.flush();
        }
    }
}
