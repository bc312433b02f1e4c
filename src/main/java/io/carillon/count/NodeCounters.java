package io.carillon.count;

import io.carillon.message.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What has happened to the connections of this node. Any thread. */
public final class NodeCounters {

    /** Where no endpoint is; none can have such a name. */
    private static final String NOWHERE = "_none";

    private final Map<String, EndpointCounters> endpoints = new ConcurrentSkipListMap<>();
    private final EndpointCounters nowhere = new EndpointCounters(NOWHERE);
    private final Closes closes = new Closes();
    private final Tally<ErrorCode> errors = new Tally<>(ErrorCode.class);
    private final List<Queues> queues = new CopyOnWriteArrayList<>();
    private final Beats beats = new Beats();

    /** That of an endpoint; the same for the same name. */
    public EndpointCounters endpoint(String name) {
        return endpoints.computeIfAbsent(name, EndpointCounters::new);
    }

    /** Those of all endpoints; more may come. */
    public Collection<EndpointCounters> endpoints() {
        return List.copyOf(endpoints.values());
    }

    /** Handshakes at paths that have no endpoint. */
    public EndpointCounters nowhere() {
        return nowhere;
    }

    public Closes closes() {
        return closes;
    }

    /** What clients were told that did not do what they had asked for. */
    public Tally<ErrorCode> errors() {
        return errors;
    }

    /** One more event loop has connections. */
    public Queues addQueues() {
        Queues more = new Queues();
        queues.add(more);
        return more;
    }

    /** What waits, event loop by event loop. */
    public List<Queues> queues() {
        return queues;
    }

    public Beats beats() {
        return beats;
    }
}
