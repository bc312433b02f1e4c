package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeadersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 300, 5_000})
    void theLargestOfALotAreThereInWhateverOrderTheyAreShown(int most) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            numbers.add(i);
        }
        Collections.shuffle(numbers, new Random(most));
        Leaders leaders = new Leaders(most);

        numbers.forEach(number -> leaders.add("room:" + number, number / 4.0));

        Map<String, Double> expected = new HashMap<>();
        for (int number = Math.max(0, 3_000 - most); number < 3_000; number++) {
            expected.put("room:" + number, number / 4.0);
        }
        assertThat(leaders.take()).isEqualTo(expected);
    }

    @Test
    void whereAllAreEqualThoseOfDifferentOrdersAreTheSame() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            names.add("room:" + i);
        }
        Leaders one = new Leaders(100);
        names.forEach(name -> one.add(name, 1));
        Collections.shuffle(names, new Random(1));
        Leaders other = new Leaders(100);
        names.forEach(name -> other.add(name, 1));

        assertThat(one.take()).hasSize(100).isEqualTo(other.take());
    }

    @Test
    void namesWithOneHashAreNoMoreThanOthers() {
        List<String> same = List.of("AaAa", "AaBB", "BBAa", "BBBB"); // which all have the same
        Leaders leaders = new Leaders(3);
        same.forEach(name -> leaders.add(name, 2));
        leaders.add("first", 3);
        leaders.add("last", 1);

        assertThat(leaders.take()).hasSize(3).containsKey("first").doesNotContainKey("last");
    }
}
