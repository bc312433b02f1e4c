package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ParcelOrderTest {

    private static final Set<String> BOTH = Set.of("a", "b");
    private static final Set<String> ONLY_B = Set.of("b");

    private final ParcelOrder order = new ParcelOrder();

    @Test
    void whatIsOlderThanTheLastOrTheSameIsRefused() {
        assertThat(order.isNext("a", 1, 5)).isTrue();
        assertThat(order.isNext("a", 1, 4)).isFalse();
        assertThat(order.isNext("a", 1, 5)).isFalse();
        assertThat(order.isNext("a", 1, 9)).isTrue(); // those between went to others, or were lost
        assertThat(order.isNext("a", 1, 8)).isFalse();
    }

    @Test
    void eachSenderHasItsOwnNumbers() {
        assertThat(order.isNext("a", 1, 5)).isTrue();
        assertThat(order.isNext("b", 1, 4)).isTrue();
    }

    @Test
    void aLaterLifeBeginsAnewAndEndsTheEarlierOne() {
        assertThat(order.isNext("a", 1, 5)).isTrue();
        assertThat(order.isNext("a", 2, 1)).isTrue();
        assertThat(order.isNext("a", 1, 6)).isFalse();
        assertThat(order.isNext("a", 2, 2)).isTrue();
    }

    @Test
    void aSenderThatIsGoneForLongIsForgotten() {
        order.isNext("a", 1, 5);
        order.isNext("b", 1, 5);
        order.tidy(ONLY_B, 0);
        order.tidy(ONLY_B, ParcelOrder.KEEP_MILLIS);
        assertThat(order.size()).isEqualTo(1);
        assertThat(order.isNext("b", 1, 5)).isFalse();
    }

    @Test
    void aSenderThatWasGoneForAMomentIsRemembered() {
        order.isNext("a", 1, 5);
        order.tidy(ONLY_B, 0);
        order.tidy(BOTH, 1);
        order.tidy(ONLY_B, ParcelOrder.KEEP_MILLIS);
        assertThat(order.isNext("a", 1, 4)).isFalse();
    }
}
