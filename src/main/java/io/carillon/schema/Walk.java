package io.carillon.schema;

import io.carillon.message.Misfit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way through a value: where it is, what did not fit, and how much work is left. Of one thread. */
final class Walk {

    /** So many places are told; whoever has more will see the next ones when these are mended. */
    static final int MOST = 20;

    private static final int LONGEST_PATH = 1024;

    private long left;
    private int quiet;
    private final List<Misfit> found = new ArrayList<>(0);
    private @Nullable String[] names = new String[8];
    private int[] indexes = new int[8];
    private int depth;

    /**
     * @param work so many steps, each some ns
     */
    Walk(long work) {
        this.left = work;
    }

    List<Misfit> found() {
        return List.copyOf(found);
    }

    /** One step of work. */
    void work() {
        if (--left < 0) {
            throw new TooMuchException();
        }
    }

    void work(int steps) {
        left -= steps;
        work();
    }

    /** Whether it only matters whether something fits, or enough is known of what does not. */
    boolean isEnough() {
        return quiet > 0 || found.size() >= MOST;
    }

    /** Whether the value meets the check, without a word about it if not. */
    boolean asks(Check check, @Nullable Object value) {
        quiet++;
        try {
            return check.fits(value, this);
        } finally {
            quiet--;
        }
    }

    /** The value of a property. */
    boolean enter(String name, Check check, @Nullable Object value) {
        down();
        names[depth] = name;
        depth++;
        boolean fits = check.fits(value, this);
        depth--;
        return fits;
    }

    /** An item of a list. */
    boolean enter(int index, Check check, @Nullable Object value) {
        down();
        names[depth] = null;
        indexes[depth] = index;
        depth++;
        boolean fits = check.fits(value, this);
        depth--;
        return fits;
    }

    private void down() {
        if (depth == indexes.length) {
            names = Arrays.copyOf(names, depth * 2);
            indexes = Arrays.copyOf(indexes, depth * 2);
        }
    }

    /** Something is not as it should be. Returns false, for whoever has to. */
    boolean misfit(String reason) {
        if (!isEnough()) {
            found.add(new Misfit(path(), reason));
        }
        return false;
    }

    /** The same, in the words of all errors. */
    boolean misfit(@Nullable Object value, String allowed) {
        return isEnough() ? false : misfit("found " + Values.shown(value) + "; allowed: " + allowed);
    }

    /** A JSON pointer to where it is; of a very long one, the beginning. */
    String path() {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < depth && path.length() < LONGEST_PATH; i++) {
            String name = names[i];
            path.append('/').append(name == null ? String.valueOf(indexes[i]) : escaped(name));
        }
        return path.toString();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
