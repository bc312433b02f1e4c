package io.carillon.overview;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The newest rows of numbers, each with its time; the oldest make room. A column takes no memory before it has been anything but
 * 0. Thread-safe.
 */
final class Ring {

    private static final long[] NOTHING = {};

    private final int capacity;
    private final long[] times;
    private final long[][] columns;
    private int size;
    private int next;

    /**
     * @param columns numbers in a row
     * @param capacity rows that are kept
     */
    Ring(int columns, int capacity) {
        this.capacity = capacity;
        this.times = new long[capacity];
        this.columns = new long[columns][];
        Arrays.fill(this.columns, NOTHING);
    }

    /**
     * Rows as they were kept, the oldest first.
     *
     * @param times one for each row
     * @param columns by column, a number for each row; empty where all of them are 0
     */
    record Cut(long[] times, long[][] columns) {

        /** How many rows there are. */
        int size() {
            return times.length;
        }

        /** Whether a column has anything but 0. */
        boolean isSeen(int column) {
            return columns[column].length > 0;
        }

        long at(int column, int row) {
            return isSeen(column) ? columns[column][row] : 0;
        }
    }

    /**
     * Adds a row.
     *
     * @param time after those of the rows before; otherwise the clock was set back, and they are dropped
     * @param row a number for each column; not kept
     */
    synchronized void add(long time, long[] row) {
        if (size > 0 && time <= times[at(size - 1)]) {
            size = 0;
        }
        times[next] = time;
        for (int column = 0; column < columns.length; column++) {
            if (row[column] != 0 && columns[column].length == 0) {
                columns[column] = new long[capacity];
            }
            if (columns[column].length > 0) {
                columns[column][next] = row[column];
            }
        }
        next = (next + 1) % capacity;
        size = Math.min(size + 1, capacity);
    }

    /** The rows with a time above this one; copies. */
    synchronized Cut since(long time) {
        int from = 0;
        while (from < size && times[at(from)] <= time) {
            from++;
        }
        long[][] found = new long[columns.length][];
        for (int column = 0; column < columns.length; column++) {
            long[] copy = columns[column].length == 0 ? NOTHING : copy(columns[column], from);
            found[column] = Arrays.stream(copy).allMatch(number -> number == 0) ? NOTHING : copy;
        }
        return new Cut(copy(times, from), found);
    }

    /** A number of the newest row; empty where there is no row yet. */
    synchronized OptionalLong newest(int column) {
        if (size == 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(columns[column].length == 0 ? 0 : columns[column][at(size - 1)]);
    }

    private long[] copy(long[] column, int from) {
        long[] copy = new long[size - from];
        for (int row = 0; row < copy.length; row++) {
            copy[row] = column[at(from + row)];
        }
        return copy;
    }

    /** Where the row stands that is so far behind the oldest. */
    private int at(int row) {
        return Math.floorMod(next - size + row, capacity);
    }
}
