package io.carillon.cluster;

/**
 * The newest records of a stream, the oldest first. It grows with what it holds, by half each time, and an empty one
 * holds no array: most streams of a server are quiet. For one thread at a time.
 */
final class RecordRing {

    private static final byte[] VACANT = new byte[0];
    private static final byte[][] NONE = new byte[0][];
    private static final int LEAST = 4;

    private byte[][] slots = NONE;
    private int first;
    private int size;
    private long bytes;

    int size() {
        return size;
    }

    /** What the records hold, without what the JVM adds. */
    long bytes() {
        return bytes;
    }

    /** @param index 0 for the oldest */
    byte[] get(int index) {
        return slots[slot(index)];
    }

    void add(byte[] record) {
        if (size == slots.length) {
            resize(Math.max(LEAST, size + (size >> 1)));
        }
        slots[slot(size)] = record;
        size++;
        bytes += record.length;
    }

    /** Lets the oldest ones go, and the array with them where most of it has become vacant. */
    void removeOldest(int count) {
        for (int i = 0; i < count; i++) {
            bytes -= slots[first].length;
            slots[first] = VACANT;
            first = first + 1 == slots.length ? 0 : first + 1;
        }
        size -= count;
        if (size == 0) {
            slots = NONE;
            first = 0;
        } else if (slots.length > LEAST && size <= slots.length / 4) {
            resize(Math.max(LEAST, size + (size >> 1)));
        }
    }

    private int slot(int index) {
        int slot = first + index;
        return slot >= slots.length ? slot - slots.length : slot;
    }

    private void resize(int capacity) {
        byte[][] resized = new byte[capacity][];
        for (int i = 0; i < capacity; i++) {
            resized[i] = i < size ? get(i) : VACANT;
        }
        slots = resized;
        first = 0;
    }
}
