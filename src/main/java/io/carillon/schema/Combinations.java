package io.carillon.schema;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keywords that apply schemas to the value itself. */
final class Combinations {

    private Combinations() {}

    /** {@code allOf}, and references. */
    record All(Check[] checks) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            boolean fits = true;
            for (Check check : checks) {
                if (!check.fits(value, walk)) {
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
            for (Check check : checks) {
                check.look(value, walk, seen);
            }
        }
    }

    /** {@code anyOf}. Of several none of which fits, nobody knows which was meant. */
    record Any(Check[] checks) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            for (Check check : checks) {
                if (walk.asks(check, value)) {
                    return true;
                }
            }
            return checks.length == 1
                    ? checks[0].fits(value, walk)
                    : walk.misfit(value, "what one of the " + checks.length + " schemas of anyOf allows");
        }

        @Override
        public void look(@Nullable Object value, Walk walk, Seen seen) {
            lookAtFitting(checks, value, walk, seen);
        }
    }

    /** {@code oneOf}. */
    record One(Check[] checks) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            int count = 0;
            for (Check check : checks) {
                count += walk.asks(check, value) ? 1 : 0;
                if (count > 1) {
                    return walk.misfit(value, "what only one of the schemas of oneOf allows");
                }
            }
            if (count == 0 && checks.length == 1) {
                return checks[0].fits(value, walk);
            }
            return count == 1 || walk.misfit(value, "what one of the " + checks.length + " schemas of oneOf allows");
        }

        @Override
        public void look(@Nullable Object value, Walk walk, Seen seen) {
            lookAtFitting(checks, value, walk, seen);
        }
    }

    private static void lookAtFitting(Check[] checks, @Nullable Object value, Walk walk, Seen seen) {
        for (Check check : checks) {
            if (walk.asks(check, value)) {
                check.look(value, walk, seen);
            }
        }
    }

    /** {@code not}. */
    record Not(Check check) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            return !walk.asks(check, value) || walk.misfit(value, "what the schema of not does not allow");
        }
    }

    /** {@code if}, {@code then} and {@code else}. */
    record If(Check condition, Check then, Check otherwise) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            return walk.asks(condition, value) ? then.fits(value, walk) : otherwise.fits(value, walk);
        }

        @Override
        public void look(@Nullable Object value, Walk walk, Seen seen) {
            if (walk.asks(condition, value)) {
                condition.look(value, walk, seen);
                then.look(value, walk, seen);
            } else {
                otherwise.look(value, walk, seen);
            }
        }
    }

    /** Finds schemas that are applied to the same value without end, or too deep for a stack. */
    static final class Circles {

        private static final int DEEPEST = 64;

        private final List<Rules> way = new ArrayList<>();
        private final Map<Rules, Integer> heights = new IdentityHashMap<>();

        void look(Iterable<Rules> all) throws SchemaException {
            for (Rules rules : all) {
                height(rules);
            }
        }

        private int height(Rules rules) throws SchemaException {
            Integer known = heights.get(rules);
            if (known != null) {
                return known;
            }
            if (way.contains(rules)) {
                throw new SchemaException(
                        rules.where(),
                        "a reference to itself",
                        "one from a property or an item, which ends with the data");
            }
            way.add(rules);
            int height = 0;
            for (Check next : rules.inPlace()) {
                height = next instanceof Rules some ? Math.max(height, height(some) + 1) : height;
            }
            if (height > DEEPEST || way.size() > DEEPEST) {
                throw new SchemaException(
                        rules.where(), "a chain of more than " + DEEPEST + " schemas", "fewer for one value");
            }
            way.remove(way.size() - 1);
            heights.put(rules, height);
            return height;
        }
    }
}
