package io.carillon.hub;

import io.carillon.cluster.Presence;
import io.carillon.config.PresenceSettings;
import io.carillon.message.Member;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage.Presence.Event;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is in one room, on all nodes, as this node knows it; it exists while the room is used here. Thread-safe: own members
 * come from their event loops, the others' from the cluster's. Under its lock everything gets one order, in which each
 * event loop with members is told, so that an answer and the events before and after it fit together.
 */
final class PresenceRoom implements Presence.Follower {

    /** Gets an answer. */
    interface Answer {
        void take(Result.Members members);
    }

    /** Events that are one write to each member: a node that dies takes many with it. */
    private static final int MOST_EVENTS = 128;

    private static final Runnable NOTHING = () -> {};

    private final RoomName room;
    private final PresenceSettings settings;
    private final Presence cluster;
    private final PresenceCounters counters;
    private final Map<String, Member> members = new LinkedHashMap<>(); // by connection; those who linger included
    private final @Nullable Grace grace; // null where nobody lingers
    private Supplier<Shard[]> shards = () -> new Shard[0];

    /** @param counters of this node's members, of all rooms */
    PresenceRoom(RoomName room, PresenceSettings settings, Presence cluster, PresenceCounters counters) {
        this.room = room;
        this.settings = settings;
        this.cluster = cluster;
        this.counters = counters;
        this.grace = settings.grace().toMillis() > 0 ? new Grace() : null;
    }

    /**
     * Begins to follow the other nodes; once.
     *
     * @param loops the event loops with members
     * @return completes when they have told who is there
     */
    Future<Void> open(Supplier<Shard[]> loops) {
        synchronized (this) {
            shards = loops;
        }
        counters.rooms().increment();
        return cluster.follow(room, this);
    }

    /** Nobody uses the room here any more. */
    void close() {
        counters.rooms().decrement();
        cluster.unfollow(room);
    }

    // ---- own members; for one connection in order

    /** Somebody is a member, or says something else than before. Completes when the other nodes know. */
    Future<Void> join(Member member) {
        Member before;
        Runnable end;
        synchronized (this) {
            before = members.get(member.connection());
            end = arrive(member, true);
        }
        if (before == null) {
            counters.members().increment();
        }
        Future<Void> known = member.equals(before) ? Future.succeededFuture() : cluster.joined(room, member);
        end.run();
        return known;
    }

    /** Somebody is no member any more. Completes when the other nodes know. */
    Future<Void> leave(String connection) {
        synchronized (this) {
            Member member = members.get(connection);
            if (member != null) {
                post(depart(member));
            }
        }
        counters.members().decrement();
        return cluster.left(room, connection);
    }

    /**
     * Somebody's connection broke off. It stays a member until its user is back, or the room's grace is over; it leaves at
     * once where there is no grace, or where the user is there with another connection.
     *
     * @param timers of any event loop
     * @param left called when it is a member no longer
     */
    void breakOff(String connection, Shard.Timers timers, Runnable left) {
        Runnable end = () -> {
            counters.members().decrement();
            cluster.left(room, connection);
            left.run();
        };
        Member waitedFor = null;
        synchronized (this) {
            Member member = members.get(connection);
            if (member != null && linger(member, end)) {
                waitedFor = member;
            } else if (member != null) {
                post(depart(member));
            }
        }
        if (waitedFor == null) {
            end.run();
            return;
        }
        Member lingering = waitedFor;
        timers.after(settings.grace().toMillis(), () -> expire(lingering));
    }

    // ---- the other nodes'

    @Override
    public void told(List<Member> joined, List<Member> left, boolean orderly) {
        List<Runnable> ends = new ArrayList<>();
        synchronized (this) {
            joined.forEach(member -> ends.add(arrive(member, false)));
            List<Broadcast> events = new ArrayList<>();
            for (Member member : left) {
                if (!orderly || !lingerHere(member)) {
                    events.addAll(depart(member));
                }
            }
            post(events);
        }
        ends.forEach(Runnable::run);
    }

    /** Its node has gone as it wanted to, and it is likely to come back on another one. Under the lock. */
    private boolean lingerHere(Member member) {
        Shard[] loops = shards.get();
        if (loops.length == 0 || !linger(member, NOTHING)) { // where nobody is, nobody would see it go
            return false;
        }
        loops[0].timers().after(settings.grace().toMillis(), () -> expire(member));
        return true;
    }

    // ---- under the lock

    /** Tells of somebody. Answers what has to be done since somebody else is waited for no longer. */
    private Runnable arrive(Member member, boolean here) {
        Member before = members.put(member.connection(), member);
        if (member.equals(before)) {
            return NOTHING;
        }
        List<Broadcast> events = event(Event.JOIN, member, here);
        Grace.Lingering back = null;
        if (grace != null && before == null) {
            grace.came(member);
            back = grace.takeOldest(member.user());
        }
        if (back != null) {
            members.remove(back.member().connection());
            events.addAll(event(Event.LEAVE, back.member(), false));
        }
        post(events);
        return back == null ? NOTHING : back.end();
    }

    private List<Broadcast> depart(Member member) {
        members.remove(member.connection());
        if (grace != null) {
            grace.went(member);
        }
        return event(Event.LEAVE, member, false);
    }

    private boolean linger(Member member, Runnable end) {
        if (grace == null) {
            return false;
        }
        grace.went(member);
        if (grace.isPresent(member.user())) {
            grace.came(member);
            return false;
        }
        grace.linger(member, end);
        return true;
    }

    private void expire(Member member) {
        Grace.Lingering over;
        synchronized (this) {
            over = grace == null ? null : grace.take(member);
            if (over != null) {
                members.remove(member.connection());
                post(event(Event.LEAVE, over.member(), false));
            }
        }
        if (over != null) {
            over.end().run();
        }
    }

    // ---- what clients are told

    /**
     * An event, where members see each other.
     *
     * @param here whether the member may be among those who are told; it is not told itself
     */
    private List<Broadcast> event(Event event, Member member, boolean here) {
        List<Broadcast> events = new ArrayList<>(2);
        if (settings.visible()) {
            events.add(Broadcast.presence(room, event, member, here));
        }
        return events;
    }

    /** Under the lock: in this order each event loop tells its members. */
    private void post(List<Broadcast> events) {
        for (int from = 0; from < events.size(); from += MOST_EVENTS) {
            Batch batch = new Batch(events.subList(from, Math.min(events.size(), from + MOST_EVENTS)));
            for (Shard shard : shards.get()) {
                shard.execute(() -> shard.tell(batch));
            }
        }
    }

    /**
     * Answers on an event loop, between the events that the answer has in it and those that follow.
     *
     * @param all whether the members are asked for, and not only how many they are
     */
    synchronized void answer(Shard shard, boolean all, Answer answer) {
        List<Member> shown = all && settings.visible() ? List.copyOf(members.values()) : List.of();
        Result.Members now = new Result.Members(members.size(), shown);
        shard.execute(() -> answer.take(now));
    }
}
