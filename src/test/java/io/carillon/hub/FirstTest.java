package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The first of a lot. */
class FirstTest {

    @Test
    void areThoseThatSortingWouldGive() {
        Random random = new Random(3);
        for (int round = 0; round < 100; round++) {
            List<Integer> all =
                    random.ints(random.nextInt(50), 0, 1000).distinct().boxed().toList();
            int most = 1 + random.nextInt(20);
            First<Integer> first = new First<>(most, Comparator.naturalOrder());

            all.forEach(first::add);

            assertThat(first.inOrder())
                    .isEqualTo(all.stream().sorted().limit(most).toList());
        }
    }
}
