package io.carillon.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * What a fault was to the clients: the longest time that each subscriber heard nothing in, from the fault's beginning until
 * the cluster was whole.
 *
 * @param near of those that were connected to the node itself
 * @param far of all others
 * @param recovered when, after the fault's beginning, the last of those that heard nothing for longer than usual heard
 *     something again
 */
record Silences(Spread near, Spread far, int recovered) {

    /** What is no interruption, in ms, however the messages come. */
    private static final int SHORT = 500;

    private static final int USUAL = 3;

    /**
     * One client's silences.
     *
     * @param longest in ms
     * @param firstEnd when the first one ended that was longer than usual; 0 where none was
     */
    private record Silence(int longest, int firstEnd) {}

    /**
     * @param usual time between two messages of a room, in ms
     * @param end of the load, for a fault that was not over
     */
    static Silences of(FaultEvent fault, List<Journal> journals, int usual, int end) {
        int to = fault.whole() == null ? end : fault.whole();
        List<Integer> near = new ArrayList<>();
        List<Integer> far = new ArrayList<>();
        int recovered = 0;
        for (Journal journal : journals) {
            Silence silence = silence(journal, fault.began(), to, Math.max(SHORT, USUAL * usual));
            (nodeAt(journal, fault.began()) == fault.node() ? near : far).add(silence.longest);
            recovered = Math.max(recovered, silence.firstEnd - fault.began());
        }
        return new Silences(new Spread(near), new Spread(far), recovered);
    }

    /** What begins right before the end, and lasts beyond it, is the next fault's. */
    private static Silence silence(Journal journal, int from, int to, int margin) {
        int last = -1;
        int longest = 0;
        int firstEnd = 0;
        for (int i = 0; i < journal.size() && last <= to; i++) {
            if (!journal.isMark(i)) {
                int at = journal.at(i);
                boolean isMine = last >= 0 && at >= from && (at <= to || last < to - margin);
                longest = isMine ? Math.max(longest, at - last) : longest;
                firstEnd = isMine && firstEnd == 0 && at - last > margin ? at : firstEnd;
                last = at;
            }
        }
        int rest = last < 0 ? 0 : to - last; // above 0 where nothing came behind it
        return new Silence(Math.max(longest, rest), firstEnd == 0 && rest > margin ? to : firstEnd);
    }

    /** Where a subscriber was connected; -1 for nowhere. */
    private static int nodeAt(Journal journal, int time) {
        int node = -1;
        for (int i = 0; i < journal.size() && journal.at(i) <= time; i++) {
            if (journal.isMark(i)) {
                Mark mark = journal.mark(i);
                if (mark instanceof Mark.Joined joined) {
                    node = joined.node();
                } else if (mark instanceof Mark.Gone) {
                    node = -1;
                }
            }
        }
        return node;
    }
}
