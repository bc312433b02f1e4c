package io.carillon.client;

import io.carillon.message.ClientMessage;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's wish to be in one room, and what becomes of it: the room is joined on each connection, until it is left, or
 * the server does not want it so. On the client's event loop.
 */
final class Membership {

    /** Who is told. */
    interface Listener {

        void changed(RoomState state);

        void joined(Joined joined);

        void missed(Result.Missed missed);

        void reset(Position position);

        /** The server does not let it in. */
        void refused(ClientException why);

        /** Something may have become possible that was waited for. */
        void ready();
    }

    private final Home home;
    private final RoomName room;
    private final Place place;
    private final Listener listener;
    private final Backoff backoff;
    private final List<Promise<Joined>> waiting = new ArrayList<>();
    private @Nullable Payload member;
    private boolean recovers = true;
    private RoomState state = RoomState.IDLE;
    private @Nullable Joined last;
    private boolean everJoined;
    private Result.@Nullable Missed missed; // since the last join that has not been answered for good
    private boolean asked; // whether that join had a position
    private boolean underway; // a join that was not answered yet
    private int attempt; // what an earlier one is answered is of no interest

    Membership(Home home, RoomName room, Place place, Listener listener) {
        this.home = home;
        this.room = room;
        this.place = place;
        this.listener = listener;
        Reconnect terms = home.options().reconnect();
        this.backoff = (terms == null ? Reconnect.DEFAULT : terms)
                .backoff(home.options().random());
    }

    /** How it is there, from the next join on. */
    void describe(@Nullable Payload said, boolean recover) {
        member = said;
        recovers = recover;
    }

    RoomState state() {
        return state;
    }

    /** Whether what is published here has nothing to wait for but a connection. */
    boolean isReady() {
        return state != RoomState.JOINING;
    }

    /** The room is wanted. */
    void join(Promise<Joined> promise) {
        Joined here = last;
        if (state == RoomState.JOINED && here != null) {
            promise.complete(here);
        } else {
            waiting.add(promise);
            if (state != RoomState.JOINING) {
                again();
            }
        }
    }

    /** The room is wanted from there on, wherever the client is in it now. */
    void joinFrom(Position from, Promise<Joined> promise) {
        place.startAt(from);
        waiting.add(promise);
        again();
    }

    private void again() {
        missed = null;
        set(RoomState.JOINING);
        send();
    }

    /** There is a connection. */
    void opened() {
        if (state == RoomState.JOINING && !underway) { // a handler of the client's state may have been first
            send();
        }
    }

    /** There is none any more. */
    void ended() {
        attempt++;
        underway = false;
        if (state == RoomState.JOINED || state == RoomState.JOINING) {
            place.outside();
            set(RoomState.JOINING);
        }
    }

    private void send() {
        Connection open = home.connection();
        if (open == null || state != RoomState.JOINING) {
            return;
        }
        attempt++;
        int mine = attempt;
        Position from = recovers || !everJoined ? place.known() : null;
        asked = from != null;
        underway = true;
        place.joining();
        open.ask(id -> new ClientMessage.Join(id, room, from, member))
                .onSuccess(answer -> {
                    if (mine == attempt) {
                        joined(from, answer.result());
                    }
                })
                .onFailure(cause -> {
                    if (mine == attempt) {
                        refused((ClientException) cause);
                    }
                });
    }

    private void joined(@Nullable Position from, Fields reply) {
        underway = false;
        backoff.reset();
        Position newest = reply.position();
        Place.Step step = place.joined(
                from,
                newest,
                reply.isTrue("recovered"),
                reply.number("oldest", newest == null ? 1 : newest.offset() + 1));
        Result.Missed gone = step.missed();
        if (gone != null) {
            Result.Missed before = missed;
            missed = new Result.Missed(before == null ? gone.from() : before.from(), gone.to());
        }
        int mine = attempt;
        if (step.again()) {
            tell(step);
            if (mine == attempt) {
                send();
            }
            return;
        }
        boolean first = !everJoined;
        boolean isWhole = newest != null && missed == null && step.reset() == null;
        Joined joined =
                new Joined(first, place.known(), asked ? (Boolean) isWhole : null, missed, reply.numberOrNull("count"));
        everJoined = true;
        missed = null;
        last = joined;
        set(RoomState.JOINED);
        tell(step);
        if (mine == attempt) {
            listener.joined(joined);
        }
        if (mine == attempt) {
            listener.ready();
            List<Promise<Joined>> all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(promise -> promise.complete(joined));
        }
    }

    private void tell(Place.Step step) {
        Result.Missed gone = step.missed();
        Position reset = step.reset();
        if (gone != null) {
            listener.missed(gone);
        } else if (reset != null) {
            listener.reset(reset);
        }
    }

    private void refused(ClientException why) {
        underway = false;
        if (why.code().equals(ClientException.LOST)) {
            return; // the next connection will tell
        }
        if (why.isRetryable()) { // an earlier join may hold, and what comes by that is behind a gap: the place waits on
            Long least = why.retryAfter();
            int mine = attempt;
            home.later(backoff.next() + (least == null ? 0 : least), () -> {
                if (mine == attempt) {
                    send();
                }
            });
            return;
        }
        place.gone();
        set(RoomState.REFUSED);
        fail(why);
        listener.refused(why);
        listener.ready();
    }

    /** The server has taken the client out; whether that is so: a join that is under way came after it, and its answer says more. */
    boolean left() {
        if (underway) {
            return false;
        }
        attempt++;
        place.outside();
        over("the server took this client out of the room");
        return true;
    }

    /** The room is not wanted any more; completes when the server knows. */
    Future<Void> leave() {
        attempt++;
        underway = false;
        boolean isThere = state == RoomState.JOINED || state == RoomState.JOINING;
        place.gone();
        over("the room was left");
        Connection open = home.connection();
        if (open == null || !isThere) {
            return Future.succeededFuture();
        }
        return open.ask(id -> new ClientMessage.Leave(id, room))
                .<Void>mapEmpty()
                .recover(Membership::outsideAnyway);
    }

    /** Whoever has no connection is in no room; neither is who was not in it. */
    private static Future<Void> outsideAnyway(Throwable cause) {
        boolean isOutside = cause instanceof ClientException why
                && (why.code().equals(ClientException.NOT_JOINED) || why.code().equals(ClientException.LOST));
        return isOutside ? Future.succeededFuture() : Future.failedFuture(cause);
    }

    private void over(String how) {
        set(RoomState.LEFT);
        fail(new ClientException(ClientException.LEFT, how));
        listener.ready();
    }

    /** There will be no connection, unless one is asked for; the wish stays. */
    void closed(ClientException why) {
        fail(why);
    }

    private void fail(ClientException why) {
        List<Promise<Joined>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(promise -> promise.fail(why));
    }

    private void set(RoomState next) {
        if (state != next) {
            state = next;
            listener.changed(next);
        }
    }
}
