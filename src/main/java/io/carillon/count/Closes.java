package io.carillon.count;

import io.carillon.message.CloseCode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How connections have ended, by code: those that Carillon knows, and all others together. Any thread. */
public final class Closes {

    private static final String OTHER = "other";

    /** Who said so first; a connection that broke counts as its client's. */
    public enum Side {
        SERVER,
        CLIENT;

        /** As a label. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Gets each number. */
    public interface Visitor {

        /** @param code a number, or {@code other} */
        void visit(Side side, String code, LongAdder count);
    }

    private final Map<String, LongAdder> server = counts();
    private final Map<String, LongAdder> client = counts();

    private static Map<String, LongAdder> counts() {
        Map<String, LongAdder> counts = new LinkedHashMap<>();
        CloseCode.KNOWN.forEach(code -> counts.put(Integer.toString(code.code()), new LongAdder()));
        counts.put(OTHER, new LongAdder());
        return counts;
    }

    private Map<String, LongAdder> of(Side side) {
        return side == Side.SERVER ? server : client;
    }

    /** One more. */
    public void add(Side side, int code) {
        LongAdder known = of(side).get(Integer.toString(code));
        LongAdder count = known == null ? of(side).get(OTHER) : known;
        if (count != null) {
            count.increment();
        }
    }

    /** Visits all numbers, those that are nothing included. */
    public void forEach(Visitor visitor) {
        for (Side side : Side.values()) {
            of(side).forEach((code, count) -> visitor.visit(side, code, count));
        }
    }
}
