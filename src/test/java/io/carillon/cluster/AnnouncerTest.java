package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.InterestMessage.Announcement;
import io.carillon.message.RoomName;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one peer is told, and what is kept in mind for it, in virtual time. */
class AnnouncerTest {

    private static final int MOST_ROOMS = 10;
    private static final RoomName STAYS = new RoomName("stays");

    private final OwnInterest own = new OwnInterest();
    private final Announcer announcer = new Announcer(1, own, MOST_ROOMS, this::number);
    private long seq;
    private long now;

    private long number() {
        return ++seq;
    }

    @BeforeEach
    void oneRoomStays() {
        set(STAYS, true);
    }

    @Test
    void aPeerThatWasNeverUpCostsNoMoreThanOneAnnouncement() {
        for (int i = 0; i < 1_000; i++) {
            set(room(i), true);
        }
        visit(5_000);
        assertThat(announcer.backlog()).isLessThanOrEqualTo(MOST_ROOMS);
    }

    @Test
    void aPeerThatFallsSilentCostsNoMoreThanTellingItEverything() {
        tellAll();
        for (int i = 0; i < 5_000; i++) {
            visit(i, i + 1);
            assertThat(announcer.backlog()).isLessThanOrEqualTo(own.rooms().count() + 3 * MOST_ROOMS);
        }
    }

    @Test
    void oneThatAnswersAgainIsToldOnlyOfWhatIsStillThere() {
        tellAll();
        visit(5_000);
        now += 10_000;
        Announcement all = next();
        assertThat(all.first()).isTrue();
        assertThat(all.last()).isTrue();
        assertThat(all.entered()).containsExactly(STAYS);
        assertThat(all.left()).isEmpty();
    }

    @Test
    void aRoomThatIsLeftWhileTheFirstIsOnItsWayIsToldOf() {
        Announcement first = next();
        set(STAYS, false);
        announcer.acked(first.seq());
        assertThat(next().left()).containsExactly(STAYS);
    }

    @Test
    void aRoomThatIsEnteredWhileTheFirstIsOnItsWayIsToldOfAndNotSettledBefore() {
        Announcement first = next();
        long before = own.version();
        set(room(1), true);
        announcer.acked(first.seq());
        assertThat(announcer.settled()).isEqualTo(before);
        Announcement second = next();
        assertThat(second.entered()).containsExactly(room(1));
        assertThat(announcer.settled()).isEqualTo(before);
        announcer.acked(second.seq());
        assertThat(announcer.settled()).isEqualTo(own.version());
    }

    @Test
    void whatWasLostIsToldAgainBeforeWhatCameLater() {
        tellAll();
        set(room(1), true);
        next();
        set(room(2), true);
        set(room(1), false);
        now += 10_000;
        Announcement again = next();
        assertThat(again.entered()).containsExactly(room(2));
        assertThat(again.left()).containsExactly(room(1));
        announcer.acked(again.seq());
        assertThat(announcer.backlog()).isZero();
        assertThat(announcer.settled()).isEqualTo(own.version());
    }

    private void tellAll() {
        while (!announcer.hasTold()) {
            announcer.acked(next().seq());
        }
    }

    private Announcement next() {
        Announcement next = announcer.next(now);
        return next == null ? Assertions.fail("nothing is due") : next;
    }

    private void visit(int rooms) {
        visit(0, rooms);
    }

    /** Each room is entered and left, while time passes and nobody answers. */
    private void visit(int from, int to) {
        for (int i = from; i < to; i++) {
            RoomName room = new RoomName("visited:" + i);
            set(room, true);
            announcer.next(now += 10);
            set(room, false);
        }
    }

    private void set(RoomName room, boolean member) {
        own.set(room, member);
        announcer.changed(room);
    }

    private static RoomName room(int number) {
        return new RoomName("room:" + number);
    }
}
