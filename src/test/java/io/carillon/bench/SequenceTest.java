package io.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a receiver makes of the numbers that it hears. */
class SequenceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 1 2 3         | 4 | 0 | 0 | 0
            ''              | 0 | 0 | 0 | 0
            ''              | 3 | 3 | 0 | 0
            0 1             | 4 | 2 | 0 | 0
            0 3             | 4 | 2 | 0 | 0
            3               | 4 | 3 | 0 | 0
            0 2 1 3         | 4 | 0 | 0 | 1
            3 2 1 0         | 4 | 0 | 0 | 3
            0 0 1 1 1       | 2 | 0 | 3 | 0
            0 2 2 1 1       | 3 | 0 | 2 | 1
            2 0 5 5         | 7 | 4 | 1 | 1
            """)
    void tellsWhatIsMissingFromWhatCameLateOrTwice(
            String heard, int published, long lost, long doubled, long outOfOrder) {
        Sequence sequence = new Sequence();

        Arrays.stream(heard.split(" "))
                .filter(number -> !number.isEmpty())
                .forEach(number -> sequence.accept(Integer.parseInt(number)));

        assertThat(sequence.faults(published)).isEqualTo(new Faults(lost, doubled, outOfOrder, 0));
    }
}
