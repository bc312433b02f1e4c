package io.carillon.count;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How long something took, each time, in buckets. Hot path: adding takes some ten nanoseconds and allocates nothing. Any thread
 * adds; reading is never exact while they do.
 */
public final class Times {

    /** Up to where the buckets go, in microseconds; the last one has no end. */
    private static final long[] MICROS = {
        100,
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000
    };

    private static final long[] NANOS =
            Arrays.stream(MICROS).map(TimeUnit.MICROSECONDS::toNanos).toArray();

    private static final double NANOS_IN_A_SECOND = 1e9;

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(NANOS.length + 1).toArray(LongAdder[]::new);
    private final LongAdder nanos = new LongAdder();

    /** One that took so long; less than nothing is nothing. */
    public void add(long took) {
        long counted = Math.max(0, took);
        int found = Arrays.binarySearch(NANOS, counted);
        counts[found < 0 ? -found - 1 : found].increment();
        nanos.add(counted);
    }

    /** Up to where the buckets go, inclusively, in seconds; the last one has no end, and is not among them. */
    public static double[] bounds() {
        return Arrays.stream(NANOS)
                .mapToDouble(bound -> bound / NANOS_IN_A_SECOND)
                .toArray();
    }

    /** How many there are in each bucket, those of shorter ones not included. */
    public long[] counts() {
        return Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
    }

    /** How many there are in one bucket, from 0 to the number of {@link #bounds}. */
    public long count(int bucket) {
        return counts[bucket].sum();
    }

    /** How many there were. */
    public long count() {
        return Arrays.stream(counts()).sum();
    }

    /** How long all of them took together. */
    public double seconds() {
        return nanos.sum() / NANOS_IN_A_SECOND;
    }
}
