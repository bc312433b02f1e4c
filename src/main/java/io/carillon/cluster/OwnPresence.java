package io.carillon.cluster;

import io.carillon.cluster.PresenceMessage.Known;
import io.carillon.cluster.PresenceMessage.Word;
import io.carillon.message.Member;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** This node's members in rooms, and which of them others have not been told of. For one thread. */
final class OwnPresence {

    /** One room with members, or one whose last member has left and of which nobody knows yet. */
    private static final class Room {

        private final Map<String, Member> members = new LinkedHashMap<>();
        private final Set<String> changed = new LinkedHashSet<>();
        private long version;
        private long told; // the version up to which all followers were told; 0 for nothing
    }

    private final int mostMembers;
    private final Map<RoomName, Room> rooms = new HashMap<>();
    private final Set<RoomName> changed = new LinkedHashSet<>();
    private long version;

    /**
     * @param incarnation of the node; no version of one life is one of another
     * @param mostMembers how many one word may tell of
     */
    OwnPresence(long incarnation, int mostMembers) {
        this.mostMembers = mostMembers;
        this.version = incarnation << 20; // it is a time in ms: nobody changes a million times in each
    }

    void join(RoomName name, Member member) {
        Room room = rooms.computeIfAbsent(name, absent -> new Room());
        room.members.put(member.connection(), member);
        change(name, room, member.connection());
    }

    void leave(RoomName name, String connection) {
        Room room = rooms.get(name);
        if (room != null && room.members.remove(connection) != null) {
            change(name, room, connection);
        }
    }

    private void change(RoomName name, Room room, String connection) {
        room.version = ++version;
        room.changed.add(connection);
        changed.add(name);
    }

    boolean hasNews() {
        return !changed.isEmpty();
    }

    /** What has changed since the last time, by room. */
    Map<RoomName, List<Word>> takeNews() {
        Map<RoomName, List<Word>> news = new LinkedHashMap<>();
        for (RoomName name : changed) {
            Room room = rooms.get(name);
            if (room != null) {
                news.put(name, isBriefer(room) ? changes(name, room) : whole(name, room));
                room.changed.clear();
                room.told = room.version;
                if (room.members.isEmpty()) {
                    rooms.remove(name);
                }
            }
        }
        changed.clear();
        return news;
    }

    private boolean isBriefer(Room room) {
        return room.told > 0 && !room.members.isEmpty() && room.changed.size() <= mostMembers;
    }

    private static List<Word> changes(RoomName name, Room room) {
        List<Member> joined = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (String connection : room.changed) {
            Member member = room.members.get(connection);
            if (member == null) {
                left.add(connection);
            } else {
                joined.add(member);
            }
        }
        return List.of(Word.changes(name, room.told, room.version, joined, left));
    }

    /** In as many parts as it takes; at least one. */
    private List<Word> whole(RoomName name, Room room) {
        List<Member> all = List.copyOf(room.members.values());
        List<Word> parts = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(all.size(), from + mostMembers);
            boolean last = to == all.size();
            parts.add(new Word(name, Word.WHOLE, room.version, from, last, all.subList(from, to), List.of()));
            from = to;
        } while (from < all.size());
        return parts;
    }

    /** What somebody has to be told who knows this much; empty where that is nothing. */
    List<Word> since(Known known) {
        Room room = rooms.get(known.room());
        if (room != null) {
            return room.version == known.version() ? List.of() : whole(known.room(), room);
        }
        return known.version() == Known.NOBODY
                ? List.of()
                : List.of(new Word(known.room(), Word.WHOLE, version, 0, true, List.of(), List.of()));
    }
}
