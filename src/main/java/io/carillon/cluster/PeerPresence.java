package io.carillon.cluster;

import io.carillon.cluster.PresenceMessage.Known;
import io.carillon.cluster.PresenceMessage.Word;
import io.carillon.message.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One peer's members in one room, as far as it has told. For one thread. */
final class PeerPresence {

    /** What is to be done about a word. */
    enum Verdict {
        /** It is understood, or was known. */
        KNOWN,
        /** More parts follow. */
        MORE,
        /** Nothing was told yet: what was asked for has it, too. */
        EARLY,
        /** Something is missing: ask to be told everything. */
        ASK
    }

    /** Whoever is to know what has changed. */
    interface Changes {
        void tell(List<Member> joined, List<Member> left);
    }

    private Map<String, Member> members = Map.of();
    private long version = Known.NOTHING;
    private final Map<Integer, Word> parts = new TreeMap<>(); // of a whole that is being told
    private long partsVersion;
    private long updated;

    /** What the peer is to be told that is known of it. */
    long known() {
        return version > 0 && members.isEmpty() ? Known.NOBODY : version;
    }

    /** Whether everything has been told once. */
    boolean isKnown() {
        return version != Known.NOTHING;
    }

    /** When it was told of last. */
    long updated() {
        return updated;
    }

    Verdict told(Word word, long now, Changes changes) {
        updated = now;
        return word.isWhole() ? part(word, changes) : changes(word, changes);
    }

    private Verdict part(Word word, Changes changes) {
        if (word.version() < version) {
            return Verdict.KNOWN; // it is late
        }
        if (!parts.isEmpty() && word.version() < partsVersion) {
            return Verdict.MORE; // the same, and the rest of a later one is on its way
        }
        if (word.version() > partsVersion) {
            parts.clear();
            partsVersion = word.version();
        }
        parts.put(word.from(), word);
        if (!isWhole()) {
            return Verdict.MORE;
        }
        version = word.version();
        replace(parts.values().stream().flatMap(part -> part.joined().stream()).toList(), changes);
        parts.clear();
        return Verdict.KNOWN;
    }

    private boolean isWhole() {
        int count = 0;
        boolean last = false;
        for (Word part : parts.values()) {
            if (part.from() != count) {
                return false;
            }
            count += part.joined().size();
            last = part.last();
        }
        return last;
    }

    private void replace(List<Member> all, Changes changes) {
        Map<String, Member> before = members;
        members = Map.of();
        List<Member> joined = new ArrayList<>();
        for (Member member : all) {
            if (!member.equals(before.get(member.connection()))) {
                joined.add(member);
            }
            put(member);
        }
        List<Member> left = before.values().stream()
                .filter(member -> !members.containsKey(member.connection()))
                .toList();
        tell(changes, joined, left);
    }

    private Verdict changes(Word word, Changes changes) {
        if (!isKnown()) {
            return Verdict.EARLY;
        }
        if (word.base() > version) {
            return Verdict.ASK;
        }
        if (word.version() <= version) {
            return Verdict.KNOWN; // it came twice, or late
        }
        version = word.version();
        List<Member> joined = new ArrayList<>();
        List<Member> left = new ArrayList<>();
        for (Member member : word.joined()) {
            if (!member.equals(members.get(member.connection()))) {
                joined.add(member);
                put(member);
            }
        }
        for (String connection : word.left()) {
            Member member = members.isEmpty() ? null : members.remove(connection);
            if (member != null) {
                left.add(member);
            }
        }
        tell(changes, joined, left);
        return Verdict.KNOWN;
    }

    private void put(Member member) {
        if (members.isEmpty()) {
            members = new LinkedHashMap<>(); // most peers have no members in most rooms
        }
        members.put(member.connection(), member);
    }

    private static void tell(Changes changes, List<Member> joined, List<Member> left) {
        if (!joined.isEmpty() || !left.isEmpty()) {
            changes.tell(joined, left);
        }
    }

    /** The peer is gone, with all of its members. */
    void forget(Changes changes) {
        List<Member> left = List.copyOf(members.values());
        members = Map.of();
        tell(changes, List.of(), left);
    }
}
