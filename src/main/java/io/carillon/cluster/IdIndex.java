package io.carillon.cluster;

/**
 * Where in an array an id of two words is: open addressing, looked for from its own slot on. The ids stay in the array,
 * which is handed in each time. For one thread at a time.
 */
final class IdIndex {

    private static final long ODD = 0x9E3779B97F4A7C15L;

    /** Slots for each id that there may be: chains stay short. */
    private static final int ROOM = 2;

    private final int stride;
    private final int[] slots; // one more than the place in the array, in strides; 0 is free
    private final int mask;

    /**
     * @param most ids at a time
     * @param stride words from an id in the array to the next
     */
    IdIndex(int most, int stride) {
        this.stride = stride;
        this.slots = new int[Integer.highestOneBit(most * ROOM) << 1];
        this.mask = slots.length - 1;
    }

    long bytes() {
        return (long) slots.length * Integer.BYTES;
    }

    private int home(long high, long low) {
        return (int) ((high ^ low * ODD) * ODD >>> Integer.SIZE) & mask;
    }

    /** The place of an id in the array; -1 where it is not known. */
    int find(long[] words, long high, long low) {
        int slot = slot(words, high, low);
        return slots[slot] == 0 ? -1 : at(slot);
    }

    private int slot(long[] words, long high, long low) {
        int slot = home(high, low);
        while (slots[slot] != 0 && (words[at(slot)] != high || words[at(slot) + 1] != low)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int at(int slot) {
        return (slots[slot] - 1) * stride;
    }

    /** Knows what stands at a place of the array, in place of an equal one elsewhere. */
    void add(long[] words, int at) {
        slots[slot(words, words[at], words[at + 1])] = at / stride + 1;
    }

    /** Forgets what stands at a place of the array; nothing where an equal one has taken its place. */
    void remove(long[] words, int at) {
        int hole = slot(words, words[at], words[at + 1]);
        if (slots[hole] != at / stride + 1) {
            return;
        }
        for (int slot = hole + 1 & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int home = home(words[at(slot)], words[at(slot) + 1]);
            if ((slot - home & mask) >= (slot - hole & mask)) { // it would not be found behind a hole
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = 0;
    }
}
