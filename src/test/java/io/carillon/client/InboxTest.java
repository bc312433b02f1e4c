package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a reader who has paused gets, and when too much waits. */
class InboxTest {

    private final Inbox<String> inbox = new Inbox<>(4);

    @Test
    void givesWhatIsWantedInItsOrder() {
        inbox.pause();
        inbox.add("a", true);
        inbox.add("gap", false);
        inbox.add("b", true);
        assertThat(inbox.poll()).isNull();
        inbox.fetch(2);
        assertThat(inbox.poll()).isEqualTo("a");
        assertThat(inbox.poll()).isEqualTo("gap"); // not asked for by number
        assertThat(inbox.poll()).isEqualTo("b");
        inbox.add("c", true);
        assertThat(inbox.poll()).isNull();
        inbox.fetch(Long.MAX_VALUE);
        assertThat(inbox.poll()).isEqualTo("c");
    }

    @Test
    void isFullUntilHalfOfItHasGone() {
        inbox.pause();
        for (String each : "a b c d".split(" ")) {
            assertThat(inbox.isFull()).isFalse();
            inbox.add(each, true);
        }
        assertThat(inbox.isFull()).isTrue();
        inbox.fetch(1);
        inbox.poll();
        assertThat(inbox.isFull()).isTrue();
        inbox.fetch(1);
        inbox.poll();
        assertThat(inbox.isFull()).isFalse();
    }
}
