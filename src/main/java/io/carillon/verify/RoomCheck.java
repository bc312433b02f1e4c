package io.carillon.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks one room: its stream in itself, acknowledgements against it, and each subscriber against both. */
final class RoomCheck {

    private static final int AROUND = 3;

    private final Evidence evidence;
    private final int room;
    private final String name;
    private final List<Journal> journals;
    private final Findings findings;
    private final Claims claims = new Claims();
    private final Claims acknowledged = new Claims();
    private final Map<Long, Long> storedAt = new HashMap<>();

    RoomCheck(Evidence evidence, int room, Findings findings) {
        this.evidence = evidence;
        this.room = room;
        this.name = evidence.plan().room(room).value();
        this.findings = findings;
        this.journals = evidence.journals().stream()
                .filter(journal -> evidence.plan().roomOf(journal.subscriber()) == room)
                .toList();
    }

    void run() {
        Stored stored = evidence.stored().get(room);
        if (stored == null) {
            Violation.Place place = new Violation.Place(name, null, -1, null, 0);
            findings.add(
                    new Violation(Kind.STRANDED, place, "everybody", 0, "the history could not be read", List.of()));
        } else {
            stream(stored);
        }
        evidence.published().stream()
                .filter(published -> published.voice().room() == room)
                .forEach(published -> acknowledgements(published, stored));
        journals.forEach(journal -> new SubscriberCheck(this, journal, stored).run());
    }

    /** The stream in itself: without holes, each message once, each publisher's in order. */
    private void stream(Stored stored) {
        Map<Integer, Integer> last = new HashMap<>();
        long expected = stored.oldest();
        for (int i = 0; i < stored.ids().length; i++) {
            long offset = stored.offsets()[i];
            long id = stored.ids()[i];
            if (offset != expected) {
                inStream(Kind.GAP, stored, i, "where offset " + expected + " was to be, the history has " + offset);
            }
            expected = offset + 1;
            claims.claim(stored.epoch(), offset, id, Claims.HISTORY);
            if (!isPublished(id)) {
                inStream(Kind.UNPUBLISHED, stored, i, "the stream has what nobody published in this room");
                continue;
            }
            Long before = storedAt.putIfAbsent(id, offset);
            int previous = last.getOrDefault(MessageId.voice(id), 0);
            if (before != null) {
                inStream(Kind.DUPLICATE, stored, i, "stored twice: also as offset " + before);
            } else if (MessageId.number(id) < previous) {
                inStream(Kind.DISORDER, stored, i, "stored behind number " + previous + " of the same publisher");
            }
            last.merge(MessageId.voice(id), MessageId.number(id), Math::max);
        }
        if (expected != stored.offset() + 1) {
            inStream(
                    Kind.GAP,
                    stored,
                    stored.ids().length - 1,
                    "the history ends at offset " + (expected - 1) + ", and says that the newest is "
                            + stored.offset());
        }
    }

    private void inStream(Kind kind, Stored stored, int i, String text) {
        List<String> around = new ArrayList<>();
        for (int j = Math.max(0, i - AROUND); j <= Math.min(stored.ids().length - 1, i + AROUND); j++) {
            around.add((j == i ? "> " : "  ") + "offset " + stored.offsets()[j] + ": " + name(stored.ids()[j]));
        }
        long id = i < 0 ? MessageId.FOREIGN : stored.ids()[i];
        long offset = i < 0 ? stored.offset() : stored.offsets()[i];
        findings.addOnce(
                id, new Violation(kind, place(stored.epoch(), offset, id), "the stream", when(id), text, around));
    }

    private void acknowledgements(Published published, @Nullable Stored stored) {
        for (int number = 1; number <= published.count(); number++) {
            long id = MessageId.of(published.voice().index(), number);
            if (published.isAcknowledged(number)) {
                acknowledged(published, number, id, stored);
            } else {
                ofPublisher(Kind.STRANDED, published, number, "not acknowledged until the end");
            }
        }
    }

    private void acknowledged(Published published, int number, long id, @Nullable Stored stored) {
        long offset = published.offset(number);
        String epoch = published.epoch(number);
        Claims.Claim twin = acknowledged.claim(epoch, offset, id, Claims.ACKNOWLEDGEMENT);
        if (twin != null) {
            String text = "acknowledged as offset " + offset + ", which " + name(twin.id()) + " was, too";
            ofPublisher(Kind.OFFSET_TWICE, published, number, text);
        }
        Claims.Claim other = claims.claim(epoch, offset, id, Claims.ACKNOWLEDGEMENT);
        String instead = other == null || other.id() == id ? "" : "; the history has " + name(other.id()) + " there";
        Long at = storedAt.get(id);
        if (stored == null || (at != null && !epoch.equals(stored.epoch()))) {
            return;
        }
        if (at == null && offset < stored.oldest()) {
            findings.trimmed();
        } else if (at == null) {
            absent(published, number, id, instead);
        } else if (at != offset && twin == null) {
            String text = "acknowledged as offset " + offset + ", and stored as offset " + at;
            ofPublisher(Kind.CONFLICT, published, number, text);
        }
    }

    /** Acknowledged and not there: who has received it? */
    private void absent(Published published, int number, long id, String instead) {
        List<Integer> with = new ArrayList<>();
        List<Integer> without = new ArrayList<>();
        journals.forEach(journal -> (received(journal, id) ? with : without).add(journal.subscriber() + 1));
        String text =
                "acknowledged, and not in the history" + instead + "; received by " + with + ", not by " + without;
        ofPublisher(without.isEmpty() ? Kind.UNSTORED : Kind.LOST, published, number, text);
    }

    private static boolean received(Journal journal, long id) {
        for (int i = 0; i < journal.size(); i++) {
            if (!journal.isMark(i) && journal.id(i) == id) {
                return true;
            }
        }
        return false;
    }

    private void ofPublisher(Kind kind, Published published, int number, String text) {
        List<String> around = new ArrayList<>();
        for (int n = Math.max(1, number - AROUND); n <= Math.min(published.count(), number + AROUND); n++) {
            around.add((n == number ? "> " : "  ") + published.line(n));
        }
        boolean answered = published.isAcknowledged(number);
        long id = MessageId.of(published.voice().index(), number);
        Violation.Place place = new Violation.Place(
                name,
                answered ? published.epoch(number) : null,
                answered ? published.offset(number) : -1,
                MessageId.key(evidence.plan().run(), id),
                published.voice().publisher() + 1);
        int at = answered ? published.ackAt(number) : published.sentAt(number);
        findings.add(new Violation(kind, place, "publisher " + place.publisher(), at, text, around));
    }

    Claims claims() {
        return claims;
    }

    /** Whether the stream has a message there in the end; or has let go what was there. */
    boolean isThere(long id, long offset, Stored stored) {
        Long at = storedAt.get(id);
        return offset < stored.oldest() || (at != null && at == offset);
    }

    Findings findings() {
        return findings;
    }

    boolean isPublished(long id) {
        if (id < 0 || MessageId.voice(id) >= evidence.published().size()) {
            return false;
        }
        Published published = evidence.published().get(MessageId.voice(id));
        return published.voice().room() == room
                && MessageId.number(id) >= 1
                && MessageId.number(id) <= published.count();
    }

    /** When a message was sent; 0 where it is nobody's. */
    private int when(long id) {
        return isPublished(id) ? evidence.published().get(MessageId.voice(id)).sentAt(MessageId.number(id)) : 0;
    }

    Violation.Place place(@Nullable String epoch, long offset, long id) {
        boolean known = isPublished(id);
        return new Violation.Place(
                name,
                epoch,
                offset,
                known ? MessageId.key(evidence.plan().run(), id) : null,
                known ? evidence.published().get(MessageId.voice(id)).voice().publisher() + 1 : 0);
    }

    /** A message, for people. */
    String name(long id) {
        if (id < 0 || MessageId.voice(id) >= evidence.published().size()) {
            return "a message of nobody's";
        }
        Plan.Voice voice = evidence.published().get(MessageId.voice(id)).voice();
        String elsewhere = voice.room() == room
                ? ""
                : " of room " + evidence.plan().room(voice.room()).value();
        return "number " + MessageId.number(id) + " of publisher " + (voice.publisher() + 1) + elsewhere;
    }

    /** What is known of the message at a place of the stream, for people. */
    String known(String epoch, long offset) {
        Claims.Claim claim = claims.at(epoch, offset);
        if (claim == null || !isPublished(claim.id())) {
            return "nothing is known of it";
        }
        return evidence.published().get(MessageId.voice(claim.id())).line(MessageId.number(claim.id()));
    }
}
