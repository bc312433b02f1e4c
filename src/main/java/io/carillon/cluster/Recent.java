package io.carillon.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What was stored lately, by an id of 128 bits: which offset it got, and when. The oldest go when their time is over, or
 * when there are too many. A few are searched one by one, many by an index. For one thread at a time.
 */
final class Recent {

    /** An id of two words, then the second (as 32 bits) and the offset's lower half: both are near to what is now. */
    private static final int WORDS = 3;

    private static final long[] NONE = new long[0];
    private static final int LEAST = 4;
    /** More than so many have an index. */
    private static final int FEW = 64;

    /**
     * How much is remembered.
     *
     * @param seconds for so long; up to a second more
     * @param most and no more than so many
     */
    record Window(int seconds, int most) {}

    private final Window window;
    private long[] words = NONE;
    private int first;
    private int size;
    private @Nullable IdIndex index;

    Recent(Window window) {
        this.window = window;
    }

    int size() {
        return size;
    }

    /** What the arrays hold. */
    long bytes() {
        return (long) words.length * Long.BYTES + (index == null ? 0 : index.bytes());
    }

    /**
     * The offset of an id; 0 where it is not remembered.
     *
     * @param newest the stream's offset now
     * @param now in ms since 1970
     */
    long find(RecordId id, long newest, long now) {
        int at = index == null ? search(id) : index.find(words, id.high(), id.low());
        return at < 0 || isOver(words[at + 2], now) ? 0 : newest - (newest - words[at + 2] & 0xffff_ffffL);
    }

    private int search(RecordId id) {
        for (int i = size - 1; i >= 0; i--) {
            int at = at(i);
            if (words[at] == id.high() && words[at + 1] == id.low()) {
                return at;
            }
        }
        return -1;
    }

    void add(RecordId id, long offset, long now) {
        expire(now);
        restore(id.high(), id.low(), now / 1000 << 32 | offset & 0xffff_ffffL);
    }

    /** What was added last; there has to be something. */
    RecordId newest() {
        int at = at(size - 1);
        return new RecordId(words[at], words[at + 1]);
    }

    /** Forgets those whose time is over. */
    void expire(long now) {
        while (size > 0 && isOver(words[at(0) + 2], now)) {
            removeOldest();
        }
        if (size == 0) {
            words = NONE;
            first = 0;
            index = null;
        }
    }

    void write(WireWriter writer) {
        writer.count(size);
        writeIds(writer);
    }

    /** Each as three numbers, to be {@link #restore restored} in order. */
    void writeIds(WireWriter writer) {
        for (int i = 0; i < size; i++) {
            int at = at(i);
            writer.number(words[at]).number(words[at + 1]).number(words[at + 2]);
        }
    }

    /**
     * Of more than are kept here, the newest: another version of this may keep more.
     *
     * @throws WireException where more are announced than follow
     */
    static Recent read(WireReader reader, Window window) {
        int size = reader.count();
        Recent recent = new Recent(window);
        for (int i = 0; i < size; i++) {
            recent.restore(reader.number(), reader.number(), reader.number());
        }
        return recent;
    }

    /** One that was written, in place of the oldest where there are as many as may be. */
    void restore(long high, long low, long rest) {
        if (size == window.most) {
            removeOldest();
        }
        append(high, low, rest);
    }

    private void append(long high, long low, long rest) {
        if (size * WORDS == words.length) {
            resize(Math.min(window.most, Math.max(LEAST, size + (size >> 1))));
        }
        int at = at(size++);
        words[at] = high;
        words[at + 1] = low;
        words[at + 2] = rest;
        if (index != null) {
            index.add(words, at);
        }
    }

    private boolean isOver(long rest, long now) {
        return (int) (now / 1000) - (int) (rest >>> 32) > window.seconds;
    }

    private void removeOldest() {
        if (index != null) {
            index.remove(words, first);
        }
        first = (first + WORDS) % words.length;
        size--;
    }

    private int at(int index) {
        int at = first + index * WORDS;
        return at >= words.length ? at - words.length : at;
    }

    private void resize(int capacity) {
        long[] resized = new long[capacity * WORDS];
        for (int i = 0; i < size; i++) {
            System.arraycopy(words, at(i), resized, i * WORDS, WORDS);
        }
        words = resized;
        first = 0;
        index = null;
        if (capacity > FEW) {
            IdIndex built = new IdIndex(capacity, WORDS);
            for (int i = 0; i < size; i++) {
                built.add(words, i * WORDS);
            }
            index = built;
        }
    }
}
