package io.carillon.verify;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What came of a run. */
public final class Outcome {

    private final Plan plan;
    private final Evidence evidence;
    private final Findings findings;
    private final Tally tally;
    private final List<FaultEvent> faults;
    private final Span span;

    /** When the load began and ended, in ms since the run began. */
    record Span(int from, int to) {}

    Outcome(Plan plan, Evidence evidence, Findings findings, Tally tally, List<FaultEvent> faults, Span span) {
        this.plan = plan;
        this.evidence = evidence;
        this.findings = findings;
        this.tally = tally;
        this.faults = List.copyOf(faults);
        this.span = span;
    }

    public Findings findings() {
        return findings;
    }

    public List<FaultEvent> faults() {
        return faults;
    }

    /** Something that was wrong beside the promise itself: a token, a configuration. */
    public Optional<String> problem() {
        return Optional.ofNullable(tally.problem());
    }

    /** Whether messages flowed, all faults ended, and nothing was found. */
    public boolean isFaultless() {
        return findings.isEmpty()
                && problem().isEmpty()
                && acknowledged() > 0
                && received() > 0
                && faults.stream().allMatch(fault -> fault.whole() != null);
    }

    public long acknowledged() {
        return tally.acknowledged.sum();
    }

    public long received() {
        return tally.received.sum();
    }

    Plan plan() {
        return plan;
    }

    Tally tally() {
        return tally;
    }

    Span span() {
        return span;
    }

    /** What clients noticed of a fault. */
    Silences silences(FaultEvent fault) {
        return Silences.of(fault, evidence.journals(), usual(), span.to);
    }

    /** The longest time that each subscriber heard nothing in, in the whole run. */
    Spread silences() {
        Silences all = Silences.of(
                new FaultEvent(FaultKind.RESTART, -2, span.from, span.to, span.to),
                evidence.journals(),
                usual(),
                span.to);
        return all.far();
    }

    /** Between two messages of a room, in ms. */
    private int usual() {
        return (int) (1000 * plan.crowd().rooms() / plan.rate());
    }

    /** The last faults that began before a time, at most two. */
    List<FaultEvent> before(int at) {
        List<FaultEvent> earlier =
                faults.stream().filter(fault -> fault.began() <= at).toList();
        return earlier.subList(Math.max(0, earlier.size() - 2), earlier.size());
    }

    /** For machines: the same names whatever happened. */
    public JsonObject json() {
        JsonObject counts = new JsonObject();
        for (Kind kind : Kind.values()) {
            counts.put(kind.toString(), findings.counts().getOrDefault(kind, 0));
        }
        JsonObject ends = new JsonObject();
        new TreeMap<>(tally.ends()).forEach((how, count) -> ends.put(how, count.sum()));
        JsonArray events = new JsonArray();
        faults.forEach(fault -> events.add(json(fault)));
        JsonArray violations = new JsonArray();
        findings.violations().forEach(violation -> violations.add(json(violation)));
        return new JsonObject()
                .put("run", plan.run())
                .put("subscribers", plan.crowd().subscribers())
                .put("rooms", plan.crowd().rooms())
                .put("publishers", plan.crowd().publishers())
                .put("rate_per_second", plan.rate())
                .put("load_seconds", (span.to - span.from) / 1000.0)
                .put("published", tally.published.sum())
                .put("acknowledged", acknowledged())
                .put("duplicates_recognised", tally.duplicates.sum())
                .put("received", received())
                .put("recovered", tally.recovered.sum())
                .put("unrecovered", tally.unrecovered.sum())
                .put("resets", tally.resets.sum())
                .put("refused", tally.refused.sum())
                .put("discarded", findings.discardedCount())
                .put("trimmed", findings.trimmedCount())
                .put("connections_ended", ends)
                .put("silence", silences().json())
                .put("faults", events)
                .put("violations_by_kind", counts)
                .put("violations", violations)
                .put("problem", tally.problem())
                .put("faultless", isFaultless());
    }

    private JsonObject json(FaultEvent fault) {
        Silences silences = silences(fault);
        return new JsonObject()
                .put("kind", fault.kind().toString())
                .put("node", fault.node() + 1)
                .put("began_ms", fault.began())
                .put("ended_ms", fault.ended())
                .put("whole_ms", fault.whole())
                .put("recovered_after_ms", silences.recovered())
                .put("silence_on_the_node", silences.near().json())
                .put("silence_elsewhere", silences.far().json());
    }

    private JsonObject json(Violation violation) {
        JsonArray earlier = new JsonArray();
        before(violation.at()).forEach(fault -> earlier.add(fault.text()));
        return new JsonObject()
                .put("kind", violation.kind().toString())
                .put("room", violation.place().room())
                .put("epoch", violation.place().epoch())
                .put(
                        "offset",
                        violation.place().offset() < 0
                                ? null
                                : violation.place().offset())
                .put("key", violation.place().key())
                .put(
                        "publisher",
                        violation.place().publisher() == 0
                                ? null
                                : violation.place().publisher())
                .put("who", violation.who())
                .put("at_ms", violation.at())
                .put("text", violation.text())
                .put("around", new JsonArray(violation.around()))
                .put("faults_before", earlier);
    }
}
