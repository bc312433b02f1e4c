package io.carillon.client;

import io.carillon.codec.CodecException;
import io.carillon.codec.VertxValue;
import io.carillon.message.ClientMessage;
import io.carillon.message.Payload;
import io.carillon.message.Recipient;
import io.carillon.message.RequestId;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client of a Carillon server: one connection at a time, made anew when it ends, and the {@link Room}s that it is wanted in.
 * There is an example in the description of this package.
 *
 * <p>Methods are for any thread. Handlers and futures are called on one event loop: that of the context in which the client
 * was created, where it is one, otherwise one of its own.
 */
public final class Client {

    private final Home home;
    private final Connector connector;
    private final Inquiries inquiries;
    private final Refresher refresher;
    private final Map<String, Room> rooms = new LinkedHashMap<>(); // guarded by itself
    private final List<Promise<Welcome>> connecting = new ArrayList<>();
    private int crowded; // rooms that have more than they can keep
    private volatile ClientState state = new ClientState.Idle();
    private volatile @Nullable Welcome welcome;
    private @Nullable Handler<ClientState> states;
    private @Nullable Handler<Direct> directs;
    private @Nullable Handler<Notice> notices;
    private @Nullable Handler<Throwable> errors;
    private @Nullable Handler<Welcome> renewals;

    private Client(Home home) {
        this.home = home;
        Tokens tokens = new Tokens(home);
        this.connector = new Connector(home, tokens, new Events());
        this.inquiries = new Inquiries(home);
        this.refresher = new Refresher(home, tokens, this::renewed, cause -> home.tell(errors, cause));
    }

    /** One that is idle: {@link #connect}, or the first thing that is asked of it or of a room, opens it. */
    public static Client create(Vertx vertx, ClientOptions options) {
        return new Client(Home.of(vertx, options));
    }

    /**
     * Opens it, and from then on keeps a connection. Completes with the first welcome, or at once where there is a
     * connection; fails where it cannot come to one. A client that is closed begins anew: it is in its rooms again, where it was.
     */
    public Future<Welcome> connect() {
        Promise<Welcome> promise = home.promise();
        home.run(() -> {
            if (state instanceof ClientState.Open open && home.connection() != null) { // it may just have ended
                promise.complete(open.welcome());
            } else {
                connecting.add(promise);
                connector.open();
            }
        });
        return promise.future();
    }

    /**
     * Closes the connection, with 1000, and everything that waits fails with {@code closed}. Completes when the server knows,
     * or the connection is over.
     */
    public Future<Void> close() {
        Promise<Void> promise = home.promise();
        home.run(() -> connector.close().onComplete(done -> {
            connector.release();
            promise.complete();
        }));
        return promise.future();
    }

    /** Where it is. */
    public ClientState state() {
        return state;
    }

    /** What the server has said first on the connection that there is, or was last; null before the first one. */
    public @Nullable Welcome welcome() {
        return welcome;
    }

    /** Who is told of each change of the state. */
    public Client stateHandler(@Nullable Handler<ClientState> handler) {
        return with(() -> states = handler);
    }

    /** Who is told of what was sent to this connection, or its user. */
    public Client directHandler(@Nullable Handler<Direct> handler) {
        return with(() -> directs = handler);
    }

    /** Who is told what is going to happen to the connection. */
    public Client noticeHandler(@Nullable Handler<Notice> handler) {
        return with(() -> notices = handler);
    }

    /** Who is told of what went wrong and belongs to no request: a token that could not be renewed, and will be tried again. */
    public Client errorHandler(@Nullable Handler<Throwable> handler) {
        return with(() -> errors = handler);
    }

    /** Who is told that the connection has a new token, with its welcome as it would be now. */
    public Client renewedHandler(@Nullable Handler<Welcome> handler) {
        return with(() -> renewals = handler);
    }

    private void renewed(Fields result) {
        Welcome old = welcome;
        if (old != null) {
            Welcome now = old.expires(result.numberOrNull("expires"));
            welcome = now;
            home.tell(renewals, now);
        }
    }

    private Client with(Runnable change) {
        home.run(change);
        return this;
    }

    /**
     * A room, joined or not; the same one for the same name.
     *
     * @throws IllegalArgumentException where the name breaks the rules of {@link RoomName}
     */
    public Room room(String name) {
        synchronized (rooms) {
            return rooms.computeIfAbsent(name, this::newRoom);
        }
    }

    /** The same, and how the client is in it from its next {@link Room#join} on. */
    public Room room(String name, RoomOptions options) {
        Object said = options.member();
        Payload member = said == null ? null : payload(said);
        Room room = room(name);
        home.run(() -> room.describe(member, options));
        return room;
    }

    private Room newRoom(String name) {
        return new Room(home, new RoomName(name), inquiries, this::open, full -> {
            crowded += full ? 1 : -1;
            read();
        });
    }

    /** Goes on reading, or does not. */
    private void read() {
        Connection open = home.connection();
        if (open != null) {
            open.pause(crowded > 0);
        }
    }

    /** Opens it where it is idle; answers why it is of no use to wait, where it is closed. */
    private @Nullable ClientException open() {
        if (state instanceof ClientState.Idle) {
            connector.open();
        }
        return state instanceof ClientState.Closed closed
                ? new ClientException(ClientException.CLOSED, "the client is closed: " + closed.reason())
                : null;
    }

    // ---- past all rooms

    /**
     * Sends something to all connections of a user.
     *
     * @return to how many; fails with a {@link ClientException}
     */
    public Future<Long> sendToUser(String user, @Nullable Object data) {
        return send(Recipient.user(user), data);
    }

    /** The same to one connection. */
    public Future<Long> sendToConnection(String connection, @Nullable Object data) {
        return send(Recipient.connection(connection), data);
    }

    private Future<Long> send(Recipient to, @Nullable Object data) {
        return ask(
                data,
                payload -> id -> new ClientMessage.Send(id, to, payload),
                answer -> answer.result().number("delivered", 0));
    }

    /** Calls a method of a service; completes with its answer. */
    public Future<Called> call(String method, @Nullable Object data) {
        return ask(
                data,
                payload -> id -> new ClientMessage.Call(id, method, payload),
                answer -> new Called(answer.value()));
    }

    private <T> Future<T> ask(
            @Nullable Object data,
            Function<Payload, Function<RequestId, ClientMessage>> request,
            Function<Connection.Answer, T> reading) {
        Payload payload;
        try {
            payload = payload(data);
        } catch (ClientException e) {
            return Future.failedFuture(e);
        }
        return ask(request.apply(payload), false, reading);
    }

    /** What the server says about itself. */
    public Future<Info> info() {
        return ask(ClientMessage.Info::new, true, answer -> answer.result().info());
    }

    /** Asks for a sign of life; completes with how long it took. */
    public Future<Duration> ping() {
        long before = System.nanoTime();
        return ask(ClientMessage.Ping::new, true, answer -> Duration.ofNanos(System.nanoTime() - before));
    }

    private <T> Future<T> ask(
            Function<RequestId, ClientMessage> request, boolean reads, Function<Connection.Answer, T> reading) {
        Promise<T> promise = home.promise();
        home.run(() -> {
            ClientException why = open();
            if (why != null) {
                promise.fail(why);
            } else {
                inquiries.ask(request, reads, reading).onComplete(promise);
            }
        });
        return promise.future();
    }

    /** A value as it travels; fails where not every format could express it. */
    static Payload payload(@Nullable Object value) {
        try {
            return value instanceof Payload payload ? payload : VertxValue.payload(value);
        } catch (CodecException e) {
            throw new ClientException("bad_request", String.valueOf(e.getMessage()));
        }
    }

    private List<Room> rooms() {
        synchronized (rooms) {
            return List.copyOf(rooms.values());
        }
    }

    private @Nullable Room known(Fields message) {
        synchronized (rooms) {
            return rooms.get(message.text("room"));
        }
    }

    /** What becomes of the connection. */
    private final class Events implements Connector.Listener {

        @Override
        public void changed(ClientState now) {
            state = now;
            if (now instanceof ClientState.Open open) {
                welcome = open.welcome();
            }
            home.tell(states, now);
        }

        @Override
        public void opened(Connection connection, Welcome said) {
            read();
            for (Room room : rooms()) {
                if (connection == home.connection()) {
                    room.opened();
                }
            }
            inquiries.flush();
            complete(promise -> promise.complete(said));
        }

        @Override
        public void ended() {
            rooms().forEach(Room::ended);
        }

        @Override
        public void closed(ClientException why) {
            rooms().forEach(room -> room.closed(why));
            inquiries.closed(why);
            complete(promise -> promise.fail(why));
        }

        private void complete(Handler<Promise<Welcome>> how) {
            List<Promise<Welcome>> all = List.copyOf(connecting);
            connecting.clear();
            all.forEach(how::handle);
        }

        @Override
        public void told(Fields message) {
            switch (message.text("type")) {
                case "direct" -> direct(message);
                case "notice" -> notice(message);
                case "error" -> home.tell(errors, message.refusal());
                default -> room(message);
            }
        }

        private void room(Fields message) {
            Room room = known(message);
            if (room == null) {
                return; // the server has put this client into it, and nobody here has asked
            }
            switch (message.text("type")) {
                case "message" -> room.message(message);
                case "reset" -> room.reset(message);
                case "left" -> room.left(message);
                case "presence" -> room.presence(message);
                default -> {} // what is newer than this client
            }
        }

        private void direct(Fields message) {
            Payload data = message.payload("data");
            if (data != null) {
                home.tell(directs, new Direct(data, message.from(), message.number("time", 0)));
            }
        }

        private void notice(Fields message) {
            long in = message.number("in", 0);
            String event = message.text("event");
            if (event.equals(Notice.EXPIRING)) {
                refresher.expiring(in);
            }
            home.tell(notices, new Notice(event, Duration.ofMillis(in)));
        }
    }
}
