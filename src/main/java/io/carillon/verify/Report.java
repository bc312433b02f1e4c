package io.carillon.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An outcome for people. */
public final class Report {

    /** Of each kind, so many violations are shown with their evidence. */
    private static final int SHOWN = 3;

    private final Outcome outcome;
    private final List<String> lines = new ArrayList<>();

    private Report(Outcome outcome) {
        this.outcome = outcome;
    }

    public static String of(Outcome outcome) {
        Report report = new Report(outcome);
        report.traffic();
        report.faults();
        report.violations();
        report.verdict();
        return report.lines.stream().collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
    }

    private void add(String format, Object... arguments) {
        lines.add(String.format(Locale.ROOT, format, arguments));
    }

    private void traffic() {
        Tally tally = outcome.tally();
        Plan.Crowd crowd = outcome.plan().crowd();
        double seconds = (outcome.span().to() - outcome.span().from()) / 1000.0;
        add(
                "run %s   %d subscribers, %d rooms, %d publishers, %.1f s",
                outcome.plan().run(), crowd.subscribers(), crowd.rooms(), crowd.publishers(), seconds);
        add(
                "messages     %,d published, %,d acknowledged (%,d of them sent again and known by their keys), %,d received",
                tally.published.sum(), tally.acknowledged.sum(), tally.duplicates.sum(), tally.received.sum());
        add(
                "interrupted  %,d joins recovered, %,d not, %,d resets; %,d requests refused",
                tally.recovered.sum(), tally.unrecovered.sum(), tally.resets.sum(), tally.refused.sum());
        if (outcome.findings().discardedCount() > 0) {
            add(
                    "discarded    %,d deliveries that a break replaced",
                    outcome.findings().discardedCount());
        }
        if (outcome.findings().trimmedCount() > 0) {
            add(
                    "trimmed      %,d acknowledged messages that their streams keep no more",
                    outcome.findings().trimmedCount());
        }
        if (!tally.ends().isEmpty()) {
            add(
                    "connections  %s",
                    new TreeMap<>(tally.ends())
                            .entrySet().stream()
                                    .map(end -> end.getValue() + " " + end.getKey())
                                    .collect(Collectors.joining(", ")));
        }
        add("silence      longest of each subscriber: %s", outcome.silences().text());
    }

    private void faults() {
        if (outcome.faults().isEmpty()) {
            return;
        }
        add("");
        for (FaultEvent fault : outcome.faults()) {
            Silences silences = outcome.silences(fault);
            add("%s", fault.text());
            if (silences.recovered() > 0) {
                add("    everybody heard something again after %.2f s", silences.recovered() / 1000.0);
            } else {
                add("    nobody was interrupted for longer than usual");
            }
            add(
                    "    silence on the node: %s; elsewhere: %s",
                    silences.near().text(), silences.far().text());
        }
    }

    private void violations() {
        for (Kind kind : Kind.values()) {
            int count = outcome.findings().counts().getOrDefault(kind, 0);
            if (count > 0) {
                add("");
                add("%s: %,d (%s)", kind, count, kind.explanation());
                List<Violation> all = outcome.findings().violations().stream()
                        .filter(violation -> violation.kind() == kind)
                        .limit(SHOWN)
                        .toList();
                all.forEach(this::violation);
                if (count > all.size()) {
                    add("  and %,d more", count - all.size());
                }
            }
        }
    }

    private void violation(Violation violation) {
        Violation.Place place = violation.place();
        add("");
        add("  %s, %s, at %s", place.room(), violation.who(), Timeline.text(violation.at()));
        add("    %s", violation.text());
        add(
                "    epoch %s, offset %s, key %s, publisher %s",
                place.epoch() == null ? "-" : place.epoch(),
                place.offset() < 0 ? "-" : place.offset(),
                place.key() == null ? "-" : place.key(),
                place.publisher() == 0 ? "-" : place.publisher());
        violation.around().forEach(line -> add("      %s", line));
        outcome.before(violation.at()).forEach(fault -> add("    before: %s", fault.text()));
    }

    private void verdict() {
        add("");
        outcome.problem().ifPresent(problem -> add("PROBLEM: %s", problem));
        if (!outcome.findings().isEmpty()) {
            add("FAILED: %,d violations", outcome.findings().total());
        } else if (outcome.isFaultless()) {
            add("OK: nothing acknowledged was lost, nothing came twice, out of order, or was left out");
        } else {
            add("FAILED: it could not be checked to the end");
        }
    }
}
