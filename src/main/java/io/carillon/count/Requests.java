package io.carillon.count;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How requests of the HTTP API were answered, by operation and class of status. Any thread. */
public final class Requests {

    /** What is no operation: a path or method that there is not. */
    public static final String NONE = "none";

    private static final List<String> CLASSES = List.of("2xx", "4xx", "5xx");

    /** Gets each number. */
    public interface Visitor {
        void visit(String operation, String status, LongAdder count);
    }

    private final Map<String, Map<String, LongAdder>> counts = new LinkedHashMap<>();

    private final LongAdder readers = new LongAdder();

    /** @param operations all that there are */
    public Requests(List<String> operations) {
        operations.stream().sorted().forEach(operation -> counts.put(operation, none()));
        counts.put(NONE, none());
    }

    private static Map<String, LongAdder> none() {
        return CLASSES.stream()
                .collect(Collectors.toMap(name -> name, name -> new LongAdder(), (a, b) -> a, LinkedHashMap::new));
    }

    /** One was answered. */
    public void add(String operation, int status) {
        String name = status < 400 ? "2xx" : status < 500 ? "4xx" : "5xx";
        LongAdder count = counts.getOrDefault(operation, Map.of()).get(name);
        if (count != null) {
            count.increment();
        }
    }

    /** How many readers of events there are now. */
    public LongAdder readers() {
        return readers;
    }

    /** Visits all numbers, those that are nothing included. */
    public void forEach(Visitor visitor) {
        counts.forEach((operation, each) -> each.forEach((status, count) -> visitor.visit(operation, status, count)));
    }
}
