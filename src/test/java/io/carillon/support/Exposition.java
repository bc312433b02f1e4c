package io.carillon.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node tells Prometheus, read strictly: each metric once, with what it is and its type before its samples; names and labels
 * as Prometheus allows them; counters end in {@code _total}; histograms have all that makes one.
 *
 * @param types by the name of the metric
 * @param samples in their order
 */
public record Exposition(Map<String, String> types, Map<String, String> helps, List<Sample> samples) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\\S.*)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (gauge|counter|summary|histogram)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (-?[0-9][0-9.E+-]*|NaN|[+-]Inf)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");
    private static final Set<String> OF_HISTOGRAMS = Set.of("_bucket", "_sum", "_count");

    /** One number. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    /** Asks a node. */
    public static Exposition of(TestServer server) {
        return at(server.managementPort());
    }

    /** Asks whoever is at a port of this machine. */
    public static Exposition at(int port) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
        try {
            return parse(HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Exposition parse(String text) {
        Exposition read = new Exposition(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        assertThat(text).endsWith("\n");
        text.lines().forEach(read::line);
        read.check();
        return read;
    }

    private void line(String line) {
        Matcher help = HELP.matcher(line);
        Matcher type = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (help.matches()) {
            assertThat(helps.put(help.group(1), help.group(2))).as(line).isNull();
        } else if (type.matches()) {
            assertThat(types.put(type.group(1), type.group(2))).as(line).isNull();
        } else {
            assertThat(sample.matches()).as(line).isTrue();
            String value = sample.group(3).replace("Inf", "Infinity");
            samples.add(new Sample(sample.group(1), labels(sample.group(2)), Double.parseDouble(value)));
            assertThat(types).as("type before %s", line).containsKey(metric(sample.group(1)));
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        int end = 0;
        while (label.find()) {
            assertThat(label.start()).as(text).isEqualTo(end);
            assertThat(labels.put(label.group(1), label.group(2))).as(text).isNull();
            end = label.end();
        }
        assertThat(end).as(text).isEqualTo(text == null ? 0 : text.length());
        return labels;
    }

    /** The metric that a sample belongs to. */
    public String metric(String sample) {
        for (String suffix : OF_HISTOGRAMS) {
            String name = sample.endsWith(suffix) ? sample.substring(0, sample.length() - suffix.length()) : "";
            if (List.of("histogram", "summary").contains(types.getOrDefault(name, ""))) {
                return name;
            }
        }
        return sample;
    }

    private void check() {
        assertThat(helps.keySet()).isEqualTo(types.keySet());
        assertThat(samples.stream().map(sample -> sample.name() + sample.labels()))
                .doesNotHaveDuplicates();
        types.forEach((name, type) -> {
            if (type.equals("counter")) {
                assertThat(name).endsWith("_total");
            } else if (type.equals("histogram")) {
                histogram(name);
            } else {
                assertThat(name).doesNotEndWith("_total");
            }
        });
    }

    private void histogram(String name) {
        List<Sample> buckets = all(name + "_bucket");
        double before = 0;
        for (Sample bucket : buckets) {
            assertThat(bucket.value()).as("buckets of %s add up", name).isGreaterThanOrEqualTo(before);
            before = bucket.value();
        }
        assertThat(buckets.get(buckets.size() - 1).labels()).containsEntry("le", "+Inf");
        assertThat(value(name + "_count")).isEqualTo(before);
        assertThat(value(name + "_sum")).isGreaterThanOrEqualTo(0);
    }

    /** All samples of a name. */
    public List<Sample> all(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name)).toList();
    }

    /** The sum of the samples of a name that have these labels, at least one. */
    public double value(String name, String... labels) {
        Predicate<Sample> wanted = sample -> {
            for (int i = 0; i < labels.length; i += 2) {
                if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
                    return false;
                }
            }
            return true;
        };
        List<Sample> found = all(name).stream().filter(wanted).toList();
        assertThat(found).as("%s %s", name, List.of(labels)).isNotEmpty();
        return found.stream().mapToDouble(Sample::value).sum();
    }
}
