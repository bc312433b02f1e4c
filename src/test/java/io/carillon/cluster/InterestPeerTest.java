package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.InterestMessage.Ack;
import io.carillon.cluster.InterestMessage.Announcement;
import io.carillon.cluster.InterestMessage.Ask;
import io.carillon.cluster.InterestMessage.Digest;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node and one peer, whose part the test plays, in virtual time. */
class InterestPeerTest {

    private static final String PEER = "peer";
    private static final long LIFE = 1;
    private static final RoomName ROOM = new RoomName("room");

    private final List<InterestMessage> sent = new ArrayList<>();
    private final InterestExchange exchange =
            new InterestExchange(LIFE, new InterestTable(), (to, message) -> sent.add(message));
    private long now;

    @BeforeEach
    void theyMeet() {
        exchange.added(PEER, now);
    }

    @Test
    void aPeerThatNobodyListensAtAnyMoreHoldsNobody() {
        theyKnowEachOther();
        exchange.changed(ROOM, true);
        failFor(300);
        assertThat(exchange.settled()).isLessThan(exchange.version());
        failFor(700);
        assertThat(exchange.settled()).isEqualTo(exchange.version());
    }

    @Test
    void aPeerThatAcknowledgesAgainCountsAgain() {
        theyKnowEachOther();
        exchange.changed(ROOM, true);
        failFor(10_000);
        acknowledge();
        exchange.changed(ROOM, false);
        assertThat(exchange.settled()).isLessThan(exchange.version());
    }

    @Test
    void aPeerThatHasAcknowledgedCountsBeforeItSaysAnything() {
        acknowledge();
        exchange.changed(ROOM, true);
        assertThat(exchange.isIntroduced(PEER)).isTrue();
        assertThat(exchange.settled()).isLessThan(exchange.version());
    }

    @Test
    void whatIsAcknowledgedOfAnotherLifeIntroducesNobody() {
        exchange.received(PEER, new Ack(LIFE - 1, 1), now);
        assertThat(exchange.isIntroduced(PEER)).isFalse();
    }

    @Test
    void aNodeThatTellsSomethingAtEachTickSendsItsDigestsAfterTheAnswers() {
        theyKnowEachOther();
        for (int i = 0; i < 100; i++) {
            now += 100;
            exchange.changed(ROOM, i % 2 == 0);
            exchange.flush(now);
            exchange.tick(now);
            acknowledge();
        }
        assertThat(sent.stream().filter(Digest.class::isInstance)).hasSizeBetween(3, 4);
    }

    private void theyKnowEachOther() {
        exchange.received(PEER, new Ask(1), now);
        acknowledge();
    }

    /** The peer acknowledges whatever it has been told last. */
    private void acknowledge() {
        announcements().stream()
                .reduce((earlier, later) -> later)
                .ifPresent(last -> exchange.received(PEER, new Ack(LIFE, last.seq()), now));
    }

    private List<Announcement> announcements() {
        return sent.stream()
                .filter(Announcement.class::isInstance)
                .map(Announcement.class::cast)
                .toList();
    }

    /** Time passes, and the bus delivers nothing and knows it. */
    private void failFor(long millis) {
        for (long end = now + millis; now < end; now += 100) {
            List<InterestMessage> before = List.copyOf(sent);
            exchange.flush(now);
            exchange.tick(now);
            sent.subList(before.size(), sent.size()).forEach(lost -> exchange.failed(PEER, lost, now));
        }
    }
}
