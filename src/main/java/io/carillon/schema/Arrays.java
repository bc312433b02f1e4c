package io.carillon.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keywords for arrays. */
final class Arrays {

    private Arrays() {}

    /**
     * {@code prefixItems} and {@code items}; in older drafts {@code items} and {@code additionalItems}.
     *
     * @param others null where nothing is said about others
     */
    record Items(Check[] first, @Nullable Check others) implements Check {

        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            if (!(value instanceof List<?> list)) {
                return true;
            }
            int count = others == null ? Math.min(first.length, list.size()) : list.size();
            boolean fits = true;
            for (int i = 0; i < count; i++) {
                Check check = i < first.length || others == null ? first[i] : others;
                walk.work();
                if (!walk.enter(i, check, list.get(i))) {
                    fits = false;
                    if (walk.isEnough()) {
                        return false;
                    }
                }
            }
            return fits;
        }

        @Override
        public void look(@Nullable Object value, Walk walk, Seen seen) {
            if (others != null) {
                seen.addAll();
            } else {
                seen.addUpTo(first.length);
            }
        }
    }

    /** {@code minItems} and {@code maxItems}. */
    record Size(int least, int most) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            if (!(value instanceof List<?> list)) {
                return true;
            }
            int size = list.size();
            if (size < least) {
                return walk.misfit(value, "at least " + least);
            }
            return size <= most || walk.misfit(value, "at most " + most);
        }
    }

    /** {@code uniqueItems}; in time proportional to the data. */
    record Unique() implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            if (!(value instanceof List<?> list)) {
                return true;
            }
            Map<String, Integer> known = new HashMap<>();
            for (int i = 0; i < list.size(); i++) {
                Integer first = known.putIfAbsent(Values.key(list.get(i), walk), i);
                if (first != null) {
                    return walk.misfit("the items " + first + " and " + i + " are equal");
                }
            }
            return true;
        }
    }

    /**
     * {@code contains}, with {@code minContains} and {@code maxContains}.
     *
     * @param evaluates whether what it finds counts as looked at, as of draft 2020-12
     */
    record Contains(Check check, int least, int most, boolean evaluates) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            if (!(value instanceof List<?> list)) {
                return true;
            }
            int count = 0;
            for (int i = 0; i < list.size() && count <= most; i++) {
                count += walk.asks(check, list.get(i)) ? 1 : 0;
            }
            if (count < least) {
                return walk.misfit("found " + count + " items of the kind of contains; allowed: at least " + least);
            }
            return count <= most || walk.misfit("found more items of the kind of contains; allowed: at most " + most);
        }

        @Override
        public void look(@Nullable Object value, Walk walk, Seen seen) {
            if (evaluates && value instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    if (walk.asks(check, list.get(i))) {
                        seen.add(i);
                    }
                }
            }
        }
    }
}
