package io.carillon.cluster;

import io.carillon.cluster.PresenceMessage.Ask;
import io.carillon.cluster.PresenceMessage.Enough;
import io.carillon.cluster.PresenceMessage.Heard;
import io.carillon.cluster.PresenceMessage.Known;
import io.carillon.cluster.PresenceMessage.Told;
import io.carillon.cluster.PresenceMessage.Word;
import io.carillon.message.RoomName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of the other nodes, for {@link PresenceExchange}: which rooms it follows, and who it says is in those followed here. */
final class PresencePeer implements PresenceMessage.Handler {

    /** How long to wait for an answer before asking again. */
    private static final long ANSWER_MILLIS = 500;
    /** In a room where nothing happens, so often the peer is told what is known of it. */
    private static final long CHECK_MILLIS = 3_000;
    /** Of so many rooms at a time. */
    private static final int MOST_CHECKS = 256;
    /** So many rooms in one message. */
    private static final int MOST_ROOMS = 2_048;

    /** @param due when to ask again */
    private record Question(long number, long due) {}

    private final String node;
    private final PresenceExchange exchange;
    private final Map<RoomName, PeerPresence> rooms = new HashMap<>();
    private final Set<RoomName> follows = new HashSet<>();
    private final Set<RoomName> toAsk = new LinkedHashSet<>();
    private final Set<RoomName> toEnd = new LinkedHashSet<>();
    private final Map<RoomName, Question> asked = new LinkedHashMap<>(); // those still open, ascending
    private final Queue<RoomName> toCheck = new ArrayDeque<>();
    private long checked;
    private long life = Long.MIN_VALUE;
    private boolean over; // that life
    private boolean met; // it is up, and was asked for everything
    private boolean silent;
    private long said = Long.MIN_VALUE / 2;
    private long now;

    PresencePeer(String node, PresenceExchange exchange) {
        this.node = node;
        this.exchange = exchange;
    }

    String node() {
        return node;
    }

    /** Whether it is likely to answer soon. */
    boolean isAwaited() {
        meet();
        return met && !silent;
    }

    /** It has been waited for in vain; so it is not waited for any more, unless it has said something else meanwhile. */
    void silence(long time) {
        silent = said < time - PresenceExchange.WAIT_MILLIS;
    }

    private void meet() {
        boolean up = exchange.isUp(node);
        if (up && !met) {
            met = true;
            askAll();
        }
        met = up;
    }

    void askAll() {
        exchange.followed().keySet().forEach(this::ask);
    }

    void ask(RoomName room) {
        toEnd.remove(room);
        if (met) {
            toAsk.add(room);
        }
    }

    void unfollow(RoomName room) {
        rooms.remove(room);
        toAsk.remove(room);
        asked.remove(room);
        if (met) {
            toEnd.add(room);
        }
    }

    boolean hasNews() {
        return met && (!toAsk.isEmpty() || !toEnd.isEmpty());
    }

    void flush(long time) {
        if (!met) {
            return;
        }
        for (List<RoomName> part : parts(toEnd)) {
            exchange.send(node, new Enough(exchange.incarnation(), part));
        }
        toEnd.clear();
        for (List<RoomName> part : parts(toAsk)) {
            long question = exchange.nextQuestion();
            List<Known> rooms =
                    part.stream().map(room -> new Known(room, Known.NOTHING)).toList();
            exchange.send(node, new Ask(exchange.incarnation(), question, rooms));
            for (RoomName room : part) {
                asked.remove(room); // so that the last asked comes last
                asked.put(room, new Question(question, time + ANSWER_MILLIS));
            }
        }
        toAsk.clear();
    }

    private static List<List<RoomName>> parts(Set<RoomName> rooms) {
        List<RoomName> all = List.copyOf(rooms);
        List<List<RoomName>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST_ROOMS) {
            parts.add(all.subList(from, Math.min(all.size(), from + MOST_ROOMS)));
        }
        return parts;
    }

    void tick(long time) {
        meet();
        asked.entrySet().stream()
                .takeWhile(entry -> entry.getValue().due() <= time)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::ask);
        if (met) {
            check(time);
        }
    }

    private void check(long time) {
        if (toCheck.isEmpty() && time >= checked + CHECK_MILLIS) {
            checked = time;
            toCheck.addAll(exchange.followed().keySet());
        }
        List<Known> known = new ArrayList<>();
        for (RoomName room = toCheck.poll(); room != null; room = toCheck.poll()) {
            PeerPresence presence = rooms.get(room);
            if (presence == null) {
                askUnlessAsked(room);
            } else if (!asked.containsKey(room) && presence.updated() + CHECK_MILLIS <= time) {
                known.add(new Known(room, presence.known()));
            }
            if (known.size() == MOST_CHECKS) {
                break;
            }
        }
        if (!known.isEmpty()) {
            exchange.send(node, new Ask(exchange.incarnation(), exchange.nextQuestion(), known));
        }
    }

    // ---- what it says

    void received(PresenceMessage message, long time) {
        now = time;
        said = time;
        message.handTo(this);
    }

    /** Whether it is of the life that the peer is in. */
    private boolean isOf(long incarnation) {
        if (incarnation < life || over && incarnation == life) {
            return false;
        }
        if (incarnation > life) {
            boolean another = life != Long.MIN_VALUE;
            life = incarnation;
            over = false;
            if (another) {
                forget(false);
                askAll();
            }
        }
        silent = false;
        return true;
    }

    @Override
    public void ask(Ask said) {
        if (!isOf(said.incarnation())) {
            return;
        }
        List<Word> answer = new ArrayList<>();
        for (Known known : said.rooms()) {
            if (follows.add(known.room())) {
                exchange.followers().enter(node, known.room());
            }
            answer.addAll(exchange.own().since(known));
        }
        exchange.tell(node, said.number(), answer);
    }

    @Override
    public void enough(Enough said) {
        if (isOf(said.incarnation())) {
            said.rooms().forEach(this::followsNoMore);
        }
    }

    private void followsNoMore(RoomName room) {
        if (follows.remove(room)) {
            exchange.followers().leave(node, room);
        }
    }

    @Override
    public void told(Told said) {
        if (!isOf(said.incarnation())) {
            return;
        }
        boolean complete = true;
        for (Word word : said.words()) {
            complete &= told(word, said.answers());
        }
        if (complete) {
            exchange.send(node, new Heard(said.incarnation(), said.number()));
        }
    }

    /** Whether nothing is missing. */
    private boolean told(Word word, long answers) {
        RoomName room = word.room();
        Presence.Follower follower = exchange.followed().get(room);
        if (follower == null) {
            toEnd.add(room);
            return true;
        }
        PeerPresence presence = rooms.computeIfAbsent(room, absent -> new PeerPresence());
        PeerPresence.Verdict verdict = presence.told(word, now, (joined, left) -> follower.told(joined, left, false));
        switch (verdict) {
            case KNOWN -> answered(room, answers);
            case EARLY, ASK -> askUnlessAsked(room);
            case MORE -> {}
        }
        return verdict != PeerPresence.Verdict.ASK;
    }

    /** What was asked since then is still to be answered. */
    private void answered(RoomName room, long question) {
        Question open = asked.get(room);
        if (open != null && open.number() <= question) {
            asked.remove(room);
            if (!toAsk.contains(room)) {
                exchange.answered(node, room);
            }
        }
    }

    private void askUnlessAsked(RoomName room) {
        if (!asked.containsKey(room)) {
            ask(room);
        }
    }

    @Override
    public void heard(Heard said) {
        if (said.incarnation() == exchange.incarnation()) {
            silent = false;
            exchange.heard(node, said.number());
        }
    }

    void goodbye(long ended) {
        if (ended >= life) {
            life = ended;
            over = true;
            met = false; // whoever comes next is asked anew
            forget(true);
        }
    }

    /** The peer, or that life of it, is gone. */
    void forget(boolean orderly) {
        List.copyOf(follows).forEach(this::followsNoMore);
        Map<RoomName, PeerPresence> before = Map.copyOf(rooms);
        rooms.clear();
        asked.clear();
        before.forEach((room, presence) -> {
            Presence.@Nullable Follower follower = exchange.followed().get(room);
            if (follower != null) {
                presence.forget((joined, left) -> follower.told(joined, left, orderly));
            }
        });
    }
}
