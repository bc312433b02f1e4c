package io.carillon.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The first so many of a lot that is shown one by one, without the lot being sorted, or kept: a heap with the last of them on top.
 * Most of a lot costs one comparison each. For one thread.
 *
 * @param <T> what is shown
 */
final class First<T> {

    private final int most;
    private final Comparator<? super T> order;
    private final PriorityQueue<T> kept;

    /**
     * @param most how many, 1 or more
     * @param order in which no two are equal, or it does not matter which of them is kept
     */
    First(int most, Comparator<? super T> order) {
        this.most = most;
        this.order = order;
        this.kept = new PriorityQueue<>(order.reversed());
    }

    /** Whether it would be among the first of all so far: what else it has to be need not be asked of the others. */
    boolean takes(T one) {
        return kept.size() < most || order.compare(one, kept.element()) < 0;
    }

    void add(T one) {
        if (takes(one)) {
            if (kept.size() == most) {
                kept.remove();
            }
            kept.add(one);
        }
    }

    /** Those that are the first of all so far. */
    List<T> inOrder() {
        List<T> sorted = new ArrayList<>(kept);
        sorted.sort(order);
        return sorted;
    }
}
