package io.carillon.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that one subscriber was told, in the order in which it came: 20 bytes a message. Lives on the subscriber's
 * event loop until it is checked.
 */
final class Journal {

    private static final int BEGIN = 64;

    /** In place of a message's id: the offset is the place of a mark. */
    private static final long MARK = Long.MIN_VALUE;

    private final int subscriber;
    private final List<Mark> marks = new ArrayList<>();
    private int size;
    private int[] at = new int[BEGIN];
    private long[] offset = new long[BEGIN];
    private long[] id = new long[BEGIN];

    Journal(int subscriber) {
        this.subscriber = subscriber;
    }

    int subscriber() {
        return subscriber;
    }

    /** Notes a message of the subscriber's room. */
    void message(int now, long itsOffset, long itsId) {
        add(now, itsOffset, itsId);
    }

    void mark(int now, Mark mark) {
        add(now, marks.size(), MARK);
        marks.add(mark);
    }

    private void add(int now, long itsOffset, long itsId) {
        if (size == at.length) {
            int more = size * 2;
            at = Arrays.copyOf(at, more);
            offset = Arrays.copyOf(offset, more);
            id = Arrays.copyOf(id, more);
        }
        at[size] = now;
        offset[size] = itsOffset;
        id[size] = itsId;
        size++;
    }

    int size() {
        return size;
    }

    boolean isMark(int entry) {
        return id[entry] == MARK;
    }

    Mark mark(int entry) {
        return marks.get((int) offset[entry]);
    }

    List<Mark> marks() {
        return marks;
    }

    int at(int entry) {
        return at[entry];
    }

    long offset(int entry) {
        return offset[entry];
    }

    long id(int entry) {
        return id[entry];
    }

    /** How many messages there are. */
    int messages() {
        return size - marks.size();
    }
}
