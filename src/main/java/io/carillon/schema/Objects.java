package io.carillon.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keywords for objects. */
final class Objects {

    private Objects() {}

    /** What holds for the properties whose names an expression is found in. */
    record Named(Expression name, Check check) {}

    /**
     * {@code properties}, {@code patternProperties} and {@code additionalProperties}.
     *
     * @param others null where nothing is said about others
     */
    record Properties(
            Map<String, Check> named,
            List<Named> patterns,
            @Nullable Check others) implements Check {

        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            if (!(value instanceof Map<?, ?> map)) {
                return true;
            }
            boolean fits = true;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                walk.work();
                if (!fits((String) entry.getKey(), entry.getValue(), walk)) {
                    fits = false;
                    if (walk.isEnough()) {
                        return false;
                    }
                }
            }
            return fits;
        }

        private boolean fits(String name, @Nullable Object value, Walk walk) {
            Check check = named.get(name);
            boolean known = check != null;
            boolean fits = check == null || walk.enter(name, check, value);
            for (Named pattern : patterns) {
                if (pattern.name.isIn(name, walk)) {
                    known = true;
                    fits &= walk.enter(name, pattern.check, value);
                }
            }
            return fits && (known || others == null || walk.enter(name, others, value));
        }

        @Override
        public void look(@Nullable Object value, Walk walk, Seen seen) {
            if (!(value instanceof Map<?, ?> map)) {
                return;
            }
            if (others != null) {
                seen.addAll();
                return;
            }
            for (Object key : map.keySet()) {
                String name = (String) key;
                walk.work();
                if (named.containsKey(name) || patterns.stream().anyMatch(pattern -> pattern.name.isIn(name, walk))) {
                    seen.add(name);
                }
            }
        }
    }

    /**
     * {@code required}; {@code dependentRequired}, and its like in {@code dependencies}.
     *
     * @param where the property that needs the others; null for always
     */
    record Required(@Nullable String where, String[] names) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            if (!(value instanceof Map<?, ?> map) || where != null && !map.containsKey(where)) {
                return true;
            }
            boolean fits = true;
            for (String name : names) {
                walk.work();
                if (!map.containsKey(name)) {
                    fits = walk.isEnough() ? false : walk.misfit("the property \"" + name + "\" is missing");
                    if (walk.isEnough()) {
                        return false;
                    }
                }
            }
            return fits;
        }
    }

    /** {@code dependentSchemas}, and its like in {@code dependencies}. */
    record Dependent(String where, Check check) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            return !(value instanceof Map<?, ?> map) || !map.containsKey(where) || check.fits(value, walk);
        }

        @Override
        public void look(@Nullable Object value, Walk walk, Seen seen) {
            if (value instanceof Map<?, ?> map && map.containsKey(where)) {
                check.look(value, walk, seen);
            }
        }
    }

    /** {@code minProperties} and {@code maxProperties}. */
    record Size(int least, int most) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            if (!(value instanceof Map<?, ?> map)) {
                return true;
            }
            int size = map.size();
            if (size < least) {
                return walk.misfit(value, "at least " + least);
            }
            return size <= most || walk.misfit(value, "at most " + most);
        }
    }

    /** {@code propertyNames}. */
    record Names(Check check) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            if (!(value instanceof Map<?, ?> map)) {
                return true;
            }
            boolean fits = true;
            for (Object name : map.keySet()) {
                if (!walk.asks(check, name)) {
                    fits = walk.isEnough() ? false : walk.misfit("the name " + Values.shown(name) + " is not allowed");
                    if (walk.isEnough()) {
                        return false;
                    }
                }
            }
            return fits;
        }
    }
}
