package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.Payload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for a connection, what is sent again, and what is not. */
class OutboxTest {

    private final Quota quota = new Quota(new ClientOptions.Queue(3, 100));
    private final Outbox outbox = new Outbox(quota);

    private static Publication said(int number) {
        return new Publication(Payload.json(String.valueOf(number)), "key-" + number, true, false);
    }

    private Publication add(Publication publication) {
        outbox.add(publication, false);
        return publication;
    }

    private List<String> write(String connection, long now) {
        List<String> keys = new ArrayList<>();
        for (Publication next = outbox.write(connection, now); next != null; next = outbox.write(connection, now)) {
            keys.add(next.key());
        }
        return keys;
    }

    @Test
    void sendsAgainBeforeWhatIsLater() {
        Publication first = add(said(1));
        add(said(2));
        assertThat(write("c1", 0)).containsExactly("key-1", "key-2");
        outbox.remove(first); // it was answered
        add(said(3));
        assertThat(outbox.ended(true)).isEmpty();
        add(said(4));
        assertThat(write("c2", 0)).containsExactly("key-2", "key-3", "key-4");
    }

    @Test
    void losesWhatIsUnansweredWhereNobodyWouldNoticeTheDouble() {
        Publication written = add(said(1));
        write("c1", 0);
        add(said(2));
        assertThat(outbox.ended(false)).containsExactly(written);
        assertThat(write("c2", 0)).containsExactly("key-2");
    }

    @Test
    void losesWhatIsNotToBeSentAgain() {
        Publication once = add(new Publication(Payload.json("1"), "key", true, true));
        write("c1", 0);
        assertThat(outbox.ended(true)).containsExactly(once);
        assertThat(write("c2", 0)).isEmpty();
    }

    @Test
    void boundsWhatWaitsAndNotWhatIsWritten() {
        add(said(1));
        add(said(2));
        add(said(3));
        assertThatThrownBy(() -> add(said(4)))
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.code()).isEqualTo("queue_full"));
        write("c1", 0);
        add(said(4));
        outbox.ended(true);
        add(said(5));
        add(said(6));
        assertThatThrownBy(() -> add(said(7))).isInstanceOf(ClientException.class);
        assertThat(outbox.clear()).hasSize(6);
        add(new Publication(Payload.json("\"" + "x".repeat(98) + "\""), "large", true, false));
        assertThatThrownBy(() -> add(said(8))).hasMessageContaining("100 bytes");
    }

    @Test
    void givesUpWhatTheServerMayHaveForgotten() {
        Publication old = add(said(1));
        write("c1", 1_000);
        outbox.ended(true);
        add(said(2));
        assertThat(outbox.firstOverdue()).hasValue(241_000);
        assertThat(outbox.overdue(240_999)).isEmpty();
        assertThat(outbox.overdue(241_000)).containsExactly(old);
        assertThat(write("c2", 241_000)).containsExactly("key-2"); // what was never written waits on
    }

    @Test
    void knowsItsOwnByWhereItWasWrittenAndWhatItSays() {
        add(new Publication(Payload.json("{\"a\":1}"), "key", false, false));
        write("c1", 0);
        outbox.ended(true);
        write("c2", 0);
        assertThat(outbox.isUnheard("c1", Payload.json("{\"a\":1}"))).isTrue();
        assertThat(outbox.isUnheard("c2", Payload.json("{\"a\":1}"))).isFalse(); // what comes of there is another one's
        outbox.ended(true);
        assertThat(outbox.isUnheard("c2", Payload.json("{\"a\":1}"))).isTrue();
        assertThat(outbox.isUnheard("c3", Payload.json("{\"a\":1}"))).isFalse();
        assertThat(outbox.isUnheard("c1", Payload.json("{\"a\":2}"))).isFalse();
        assertThat(outbox.isUnheard(null, Payload.json("{\"a\":1}"))).isFalse();
    }
}
