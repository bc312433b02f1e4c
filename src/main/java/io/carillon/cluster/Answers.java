package io.carillon.cluster;

import java.util.Map;
import java.util.Set;

/**
 * What came back in time from those that were asked.
 *
 * @param given what each node has answered, by its id; the arrays are not to be changed
 * @param missing the nodes that have not: dead, frozen, cut off, overrun, or not able to
 */
public record Answers(Map<String, byte[]> given, Set<String> missing) {

    public Answers {
        given = Map.copyOf(given);
        missing = Set.copyOf(missing);
    }

    /** A number as an answer. */
    public static byte[] count(int value) {
        return new WireWriter(5).count(value).toBytes();
    }

    /** The sum of the numbers that were answered; what is none counts as nothing. */
    public int sum() {
        int sum = 0;
        for (byte[] answer : given.values()) {
            sum += number(answer);
        }
        return sum;
    }

    private static int number(byte[] answer) {
        try {
            return new WireReader(answer).count();
        } catch (WireException e) {
            return 0;
        }
    }
}
