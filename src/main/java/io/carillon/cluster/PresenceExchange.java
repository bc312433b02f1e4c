package io.carillon.cluster;

import io.carillon.cluster.PresenceMessage.Word;
import io.carillon.message.Member;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets each node know who is in the rooms that it follows, over a bus that may lose anything. Plain: members, messages,
 * changes and time come in, messages go out through {@link Post}. For one thread.
 *
 * <p>Each node is the only authority on its own members. Who follows a room asks all peers for theirs, and each of them
 * tells it what changes from then on. Nothing is sent again: what was lost is noticed by whoever lacks it, by a gap in the
 * versions of a room or, in a room where nothing happens, when it says a little later what it knows. It then asks
 * anew ({@link PresencePeer}). What a peer has told is forgotten with its membership.
 */
final class PresenceExchange {

    /** The way to the peers. May lose what it is given. */
    interface Post {
        void send(String node, PresenceMessage message);
    }

    /** How long anybody is waited for. */
    static final long WAIT_MILLIS = 1_000;

    /** Changes are told at once, but not more often than this. */
    static final long PAUSE_MILLIS = 10;

    private static final int MOST_MEMBERS = 512;

    /** Whoever waits for some peers' members in a room. */
    private record Opening(Set<String> peers, long deadline, Runnable done) {}

    /**
     * Those who wait until peers know what they were told.
     *
     * @param awaited the numbers of what they were told, with the peer
     */
    private record Telling(Map<Long, String> awaited, long deadline, List<Runnable> done) {}

    private final long incarnation;
    private final Predicate<String> up;
    private final Post post;
    private final int mostMembers;
    private final OwnPresence own;
    private final InterestTable followers = new InterestTable();
    private final Map<RoomName, Presence.Follower> followed = new LinkedHashMap<>();
    private final Map<String, PresencePeer> peers = new HashMap<>();
    private final Map<RoomName, Opening> opening = new LinkedHashMap<>(); // deadlines ascend
    private final List<Runnable> untold = new ArrayList<>();
    private final List<Telling> telling = new ArrayList<>(); // deadlines ascend
    private long number;
    private long asked;
    private long flushed = Long.MIN_VALUE / 2;

    /**
     * @param incarnation larger than that of any earlier life of the same node
     * @param up whether a peer answers, as far as is known; others are neither asked nor waited for
     */
    PresenceExchange(long incarnation, Predicate<String> up, Post post) {
        this(incarnation, MOST_MEMBERS, up, post);
    }

    PresenceExchange(long incarnation, int mostMembers, Predicate<String> up, Post post) {
        this.incarnation = incarnation;
        this.mostMembers = mostMembers;
        this.own = new OwnPresence(incarnation, mostMembers);
        this.up = up;
        this.post = post;
    }

    // ---- who is there

    /** A node has become a member. */
    void added(String node) {
        peers.put(node, new PresencePeer(node, this));
    }

    /** It is no member any more: neither are its members. */
    void removed(String node) {
        PresencePeer peer = peers.remove(node);
        if (peer != null) {
            peer.forget(false);
            doNotWaitFor(node);
        }
    }

    /** That life of a node has ended as it wanted to. */
    void goodbye(String node, long life) {
        PresencePeer peer = peers.get(node);
        if (peer != null) {
            peer.goodbye(life);
            doNotWaitFor(node);
        }
    }

    private void doNotWaitFor(String node) {
        for (RoomName room : List.copyOf(opening.keySet())) {
            answered(node, room);
        }
        complete(awaited -> awaited.values().removeIf(node::equals));
    }

    /** Asks for everything: after a merge nothing is certain. */
    void resync() {
        peers.values().forEach(PresencePeer::askAll);
    }

    // ---- following others

    /**
     * Follows a room until {@link #unfollow}.
     *
     * @param known called when every peer that is up has told its members, or was waited for long enough
     */
    void follow(RoomName room, Presence.Follower follower, Runnable known, long now) {
        followed.put(room, follower);
        Set<String> awaited = new HashSet<>();
        for (PresencePeer peer : peers.values()) {
            peer.ask(room);
            if (peer.isAwaited()) {
                awaited.add(peer.node());
            }
        }
        if (awaited.isEmpty()) {
            known.run();
        } else {
            opening.put(room, new Opening(awaited, now + WAIT_MILLIS, known));
        }
    }

    void unfollow(RoomName room) {
        followed.remove(room);
        Opening waiting = opening.remove(room);
        peers.values().forEach(peer -> peer.unfollow(room));
        if (waiting != null) {
            waiting.done().run();
        }
    }

    Map<RoomName, Presence.Follower> followed() {
        return followed;
    }

    /** A peer has told its members in a room. */
    void answered(String node, RoomName room) {
        Opening waiting = opening.get(room);
        if (waiting != null && waiting.peers().remove(node) && waiting.peers().isEmpty()) {
            opening.remove(room);
            waiting.done().run();
        }
    }

    // ---- telling others

    /**
     * A member of this node has come, or says something else than before.
     *
     * @param known called when every peer that follows the room knows it, or was waited for long enough
     */
    void joined(RoomName room, Member member, @Nullable Runnable known) {
        own.join(room, member);
        wait(known);
    }

    /** A member of this node has left. */
    void left(RoomName room, String connection, @Nullable Runnable known) {
        own.leave(room, connection);
        wait(known);
    }

    private void wait(@Nullable Runnable known) {
        if (known != null) {
            untold.add(known);
        }
    }

    OwnPresence own() {
        return own;
    }

    InterestTable followers() {
        return followers;
    }

    /** In how many ms {@link #flush} should be called; 0 for at once, -1 for not at all. */
    long due(long now) {
        boolean news =
                own.hasNews() || !untold.isEmpty() || peers.values().stream().anyMatch(PresencePeer::hasNews);
        return news ? Math.max(0, flushed + PAUSE_MILLIS - now) : -1;
    }

    /** Tells and asks what there is. */
    void flush(long now) {
        if (due(now) != 0) {
            return;
        }
        flushed = now;
        Map<RoomName, List<Word>> news = own.takeNews();
        Map<String, List<Word>> byPeer = new LinkedHashMap<>();
        news.forEach((room, words) -> {
            for (String node : followers.nodes(room)) {
                byPeer.computeIfAbsent(node, first -> new ArrayList<>()).addAll(words);
            }
        });
        Map<Long, String> awaited = new HashMap<>();
        byPeer.forEach((node, words) -> {
            PresencePeer peer = peers.get(node);
            if (peer != null) {
                long before = number;
                tell(node, 0, words);
                for (long told = before + 1; told <= number && peer.isAwaited(); told++) {
                    awaited.put(told, node);
                }
            }
        });
        await(awaited, now + WAIT_MILLIS);
        peers.values().forEach(peer -> peer.flush(now));
    }

    private void await(Map<Long, String> awaited, long deadline) {
        List<Runnable> waiting = List.copyOf(untold);
        untold.clear();
        if (awaited.isEmpty()) {
            waiting.forEach(Runnable::run);
        } else if (!waiting.isEmpty()) {
            telling.add(new Telling(awaited, deadline, waiting));
        }
    }

    /**
     * In as many messages as it takes.
     *
     * @param answers the question; 0 where there was none
     */
    void tell(String node, long answers, List<Word> words) {
        List<Word> part = new ArrayList<>();
        int size = 0;
        for (Word word : words) {
            if (!part.isEmpty() && size + word.size() > mostMembers) {
                send(node, new PresenceMessage.Told(incarnation, ++number, answers, part));
                part.clear();
                size = 0;
            }
            part.add(word);
            size += word.size();
        }
        if (!part.isEmpty()) {
            send(node, new PresenceMessage.Told(incarnation, ++number, answers, part));
        }
    }

    /** For the next question. */
    long nextQuestion() {
        return ++asked;
    }

    void send(String node, PresenceMessage message) {
        post.send(node, message);
    }

    long incarnation() {
        return incarnation;
    }

    boolean isUp(String node) {
        return up.test(node);
    }

    /** A peer has understood what it was told. */
    void heard(String node, long told) {
        complete(awaited -> awaited.remove(told, node));
    }

    /** Lets go whoever waits for nothing any more. */
    private void complete(Consumer<Map<Long, String>> change) {
        List<Runnable> done = new ArrayList<>();
        telling.removeIf(waiting -> {
            change.accept(waiting.awaited());
            if (waiting.awaited().isEmpty()) {
                done.addAll(waiting.done());
                return true;
            }
            return false;
        });
        done.forEach(Runnable::run);
    }

    // ---- time and messages

    /** To be called several times a second. */
    void tick(long now) {
        List<Telling> late =
                telling.stream().takeWhile(waiting -> waiting.deadline() <= now).toList();
        late.forEach(waiting -> silence(waiting.awaited().values(), now));
        late.forEach(waiting -> waiting.awaited().clear());
        complete(awaited -> {});
        List<Map.Entry<RoomName, Opening>> slow = opening.entrySet().stream()
                .takeWhile(entry -> entry.getValue().deadline() <= now)
                .toList();
        for (Map.Entry<RoomName, Opening> entry : slow) {
            silence(entry.getValue().peers(), now);
            opening.remove(entry.getKey());
            entry.getValue().done().run();
        }
        peers.values().forEach(peer -> peer.tick(now));
        flush(now);
    }

    /** Nobody else waits for those, until they say something. */
    private void silence(Collection<String> nodes, long now) {
        for (String node : nodes) {
            PresencePeer peer = peers.get(node);
            if (peer != null) {
                peer.silence(now);
            }
        }
    }

    /** Whether the sender is one of the peers; what others say is ignored. */
    boolean received(String from, PresenceMessage message, long now) {
        PresencePeer peer = peers.get(from);
        if (peer == null) {
            return false;
        }
        peer.received(message, now);
        return true;
    }

    /** Nobody is waited for any more. */
    void close() {
        complete(Map::clear);
        List.copyOf(opening.keySet()).forEach(this::unfollow);
        untold.forEach(Runnable::run);
    }
}
