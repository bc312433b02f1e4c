package io.carillon.hub;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Those with the largest numbers of a lot of names that is shown one by one. Where numbers are equal it goes by the names' hashes, which
 * are the same on all nodes, so that nodes with the same numbers have the same leaders. Without an object or a comparison of texts for
 * each: a hundred thousand rooms may all have one member. For one thread.
 */
final class Leaders {

    private static final int START = 256;

    private final int most;
    private String[] names = new String[START];
    private double[] numbers = new double[START];
    private long[] keys = new long[START];
    private int count;

    /** Smaller ones are no leaders any more. */
    private float least;

    /** @param most how many, 1 or more */
    Leaders(int most) {
        this.most = most;
    }

    /** @param number 0 or more; what is less than a millionth part apart counts as equal */
    void add(String name, double number) {
        if ((float) number < least) {
            return;
        }
        if (count == names.length) {
            if (count >= 2 * most) {
                prune();
            } else {
                names = Arrays.copyOf(names, 2 * count);
                numbers = Arrays.copyOf(numbers, 2 * count);
                keys = Arrays.copyOf(keys, 2 * count);
            }
        }
        names[count] = name;
        numbers[count] = number;
        keys[count] = (long) Float.floatToIntBits((float) number) << Integer.SIZE | name.hashCode() & 0xFFFFFFFFL;
        count++;
    }

    /** The numbers of the leaders so far, by name. */
    Map<String, Double> take() {
        prune();
        Map<String, Double> leaders = new HashMap<>();
        for (int i = 0; i < count; i++) {
            leaders.put(names[i], numbers[i]);
        }
        return leaders;
    }

    /** Leaves the leaders alone, in any order. */
    private void prune() {
        if (count <= most) {
            return;
        }
        long[] sorted = Arrays.copyOf(keys, count);
        Arrays.sort(sorted);
        long last = sorted[count - most];
        int equal = most - larger(last); // two names may have the same hash
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (keys[i] > last || keys[i] == last && equal-- > 0) {
                names[kept] = names[i];
                numbers[kept] = numbers[i];
                keys[kept] = keys[i];
                kept++;
            }
        }
        count = kept;
        least = Float.intBitsToFloat((int) (last >> Integer.SIZE));
    }

    private int larger(long key) {
        int larger = 0;
        for (int i = 0; i < count; i++) {
            if (keys[i] > key) {
                larger++;
            }
        }
        return larger;
    }
}
