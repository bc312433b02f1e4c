package io.carillon.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One schema: all of its keywords, by the kind of value that they are about. It is made empty, since schemas refer to
 * themselves, and filled before anybody sees it.
 */
final class Rules implements Check {

    private static final Check[] NONE = {};

    private final String where;
    private final List<Check> inPlace = new ArrayList<>();
    private Kinds kinds = Kinds.ANY;
    private Check[] any = NONE;
    private Check[] ofTexts = NONE;
    private Check[] ofNumbers = NONE;
    private Check[] ofArrays = NONE;
    private Check[] ofObjects = NONE;
    private @Nullable Check otherItems;
    private @Nullable Check otherProperties;

    Rules(String where) {
        this.where = where;
    }

    /** A JSON pointer to it, for messages. */
    String where() {
        return where;
    }

    /** The schemas that it applies to the same value: what would go round in circles here would never end. */
    List<Check> inPlace() {
        return inPlace;
    }

    void ofKinds(Kinds allowed) {
        kinds = allowed;
    }

    void ofAll(List<Check> checks) {
        any = checks.toArray(Check[]::new);
    }

    void ofTexts(List<Check> checks) {
        ofTexts = checks.toArray(Check[]::new);
    }

    void ofNumbers(List<Check> checks) {
        ofNumbers = checks.toArray(Check[]::new);
    }

    /**
     * @param others what holds for items that nothing else has looked at
     */
    void ofArrays(List<Check> checks, @Nullable Check others) {
        ofArrays = checks.toArray(Check[]::new);
        otherItems = others;
    }

    /**
     * @param others what holds for properties that nothing else has looked at
     */
    void ofObjects(List<Check> checks, @Nullable Check others) {
        ofObjects = checks.toArray(Check[]::new);
        otherProperties = others;
    }

    @Override
    public boolean fits(@Nullable Object raw, Walk walk) {
        walk.work();
        Object value = Values.plain(raw);
        int kind = Kinds.kind(value);
        boolean fits = (kinds.mask() & kind) != 0 || walk.misfit(value, kinds.allowed());
        if (!fits && walk.isEnough()) {
            return false;
        }
        fits &= all(any, value, walk);
        if (!fits && walk.isEnough()) {
            return false;
        }
        fits &= all(own(kind), value, walk);
        if (!fits && walk.isEnough()) {
            return false;
        }
        if (otherProperties != null && value instanceof Map<?, ?> map) {
            fits &= rest(map, otherProperties, walk);
        } else if (otherItems != null && value instanceof List<?> list) {
            fits &= rest(list, otherItems, walk);
        }
        return fits;
    }

    private static boolean all(Check[] checks, @Nullable Object value, Walk walk) {
        boolean fits = true;
        for (Check check : checks) {
            walk.work();
            if (!check.fits(value, walk)) {
                fits = false;
                if (walk.isEnough()) {
                    return false;
                }
            }
        }
        return fits;
    }

    private Check[] own(int kind) {
        if (kind == Kinds.STRING) {
            return ofTexts;
        }
        if ((kind & Kinds.NUMBER) != 0) {
            return ofNumbers;
        }
        if (kind == Kinds.OBJECT) {
            return ofObjects;
        }
        return kind == Kinds.ARRAY ? ofArrays : NONE;
    }

    private boolean rest(Map<?, ?> map, Check others, Walk walk) {
        Seen seen = new Seen();
        lookAround(map, walk, seen);
        boolean fits = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = (String) entry.getKey();
            walk.work();
            if (!seen.has(name) && !walk.enter(name, others, entry.getValue())) {
                fits = false;
                if (walk.isEnough()) {
                    break;
                }
            }
        }
        return fits;
    }

    private boolean rest(List<?> list, Check others, Walk walk) {
        Seen seen = new Seen();
        lookAround(list, walk, seen);
        boolean fits = true;
        for (int i = 0; i < list.size(); i++) {
            walk.work();
            if (!seen.has(i) && !walk.enter(i, others, list.get(i))) {
                fits = false;
                if (walk.isEnough()) {
                    break;
                }
            }
        }
        return fits;
    }

    private void lookAround(Object value, Walk walk, Seen seen) {
        walk.work();
        for (Check check : any) {
            check.look(value, walk, seen);
        }
        for (Check check : own(Kinds.kind(value))) {
            check.look(value, walk, seen);
        }
    }

    @Override
    public void look(@Nullable Object value, Walk walk, Seen seen) {
        if (value instanceof Map ? otherProperties != null : value instanceof List && otherItems != null) {
            seen.addAll();
        } else if (value != null) {
            lookAround(value, walk, seen);
        }
    }
}
