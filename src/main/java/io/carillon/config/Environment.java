package io.carillon.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the setting that an environment variable means: {@code CARILLON_HTTP_PORT} is {@code http.port}, {@code
 * CARILLON_AUTH_JWT_KEYS_0_SECRET} is {@code auth.jwt.keys[0].secret}. What is no letter or digit in a key is an
 * underscore in the variable; a name that exists in the files is meant before a new one, and the shortest new one first.
 */
final class Environment {

    static final String PREFIX = "CARILLON_";

    /** What the start script uses. */
    private static final Set<String> OTHERS = Set.of("CARILLON_HOME", "CARILLON_JAVA_OPTS");

    /** What Kubernetes and Docker say about services of the name {@code carillon} or {@code carillon-...}. */
    private static final Pattern SERVICE =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    /** A variable and the place that it means. */
    record Variable(String name, String value, SettingPath path) {}

    private final Value files;

    /**
     * @param files what the files say, for the names in it
     */
    Environment(Value files) {
        this.files = files;
    }

    /** The variables that mean a setting, sections before what is in them; the others are violations. */
    List<Variable> variables(Map<String, String> environment, Violations violations) {
        List<Variable> variables = new ArrayList<>();
        environment.entrySet().stream()
                .filter(entry -> isOurs(entry.getKey(), entry.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> path(entry.getKey())
                        .ifPresentOrElse(
                                path -> variables.add(new Variable(entry.getKey(), entry.getValue(), path)),
                                () -> violations.add(
                                        Origin.of("environment"),
                                        entry.getKey(),
                                        "an unknown variable",
                                        "variables of settings (did you mean " + nearest(entry.getKey()) + "?)")));
        variables.sort(Comparator.comparingInt(
                        (Variable variable) -> variable.path.segments().size())
                .thenComparingInt(variable -> variable.name.length())
                .thenComparing(Variable::name)); // shorter first: index 2 before 10
        return variables;
    }

    /** An empty variable says nothing. */
    private static boolean isOurs(String name, String value) {
        return name.startsWith(PREFIX)
                && !OTHERS.contains(name)
                && !SERVICE.matcher(name).matches()
                && !(name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches())
                && !value.isEmpty();
    }

    Optional<SettingPath> path(String variable) {
        String rest = variable.substring(PREFIX.length());
        return resolve(rest, SettingPath.ROOT, Catalogue.known().root(), Optional.of(files));
    }

    private Optional<SettingPath> resolve(String rest, SettingPath path, Catalogue.Node node, Optional<Value> value) {
        if (rest.isEmpty()) {
            return Optional.of(path);
        }
        return steps(rest, node, value)
                .filter(step -> rest.equals(step.spelling) || rest.startsWith(step.spelling + "_"))
                .flatMap(step -> resolve(
                        rest.substring(Math.min(rest.length(), step.spelling.length() + 1)),
                        path.then(step.segment),
                        node.below(step.segment).orElseThrow(),
                        value.flatMap(at -> at instanceof Value.Entries entries
                                ? entries.find(step.segment.text())
                                : Optional.empty()))
                        .stream())
                .findFirst();
    }

    /** One way to go on, and how it is spelled in a variable. */
    private record Step(String spelling, SettingPath.Segment segment) {
        static Step key(String key) {
            return new Step(spelled(key), new SettingPath.Segment(SettingPath.Kind.KEY, key));
        }
    }

    /** The ways to go on, the best first. */
    private static Stream<Step> steps(String rest, Catalogue.Node node, Optional<Value> value) {
        if (node.isList()) {
            String index = rest.split("_", 2)[0];
            return index.matches("\\d+")
                    ? Stream.of(new Step(index, new SettingPath.Segment(SettingPath.Kind.INDEX, index)))
                    : Stream.empty();
        }
        if (node.each().isEmpty()) {
            return node.keys().keySet().stream().map(Step::key).sorted(longest());
        }
        Stream<Step> written = value.filter(Value.Entries.class::isInstance).stream()
                .flatMap(entries -> ((Value.Entries) entries).entries().keySet().stream())
                .map(Step::key)
                .sorted(longest());
        return Stream.concat(written, names(rest).map(Step::key));
    }

    private static Comparator<Step> longest() {
        return Comparator.comparingInt((Step step) -> step.spelling.length()).reversed();
    }

    /** The new names that a variable could begin with, the shortest first. */
    private static Stream<String> names(String rest) {
        List<String> names = new ArrayList<>();
        for (int end = rest.indexOf('_'); end >= 0; end = rest.indexOf('_', end + 1)) {
            names.add(rest.substring(0, end));
        }
        names.add(rest);
        return names.stream()
                .filter(name -> !name.isEmpty() && !name.startsWith("_") && !name.endsWith("_"))
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static String spelled(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static String nearest(String variable) {
        List<String> all = Catalogue.known().settings().stream()
                .map(setting -> variable(setting.path()))
                .toList();
        return Nearest.to(variable, all).orElse(PREFIX + "HTTP_PORT");
    }

    /** The variable of a setting; {@code NAME} stands for any name, and 0 for any index. */
    static String variable(SettingPath path) {
        return PREFIX
                + String.join(
                        "_",
                        path.segments().stream()
                                .map(segment -> switch (segment.kind()) {
                                    case ANY_KEY -> "NAME";
                                    case ANY_INDEX -> "0";
                                    case KEY, INDEX -> spelled(segment.text());
                                })
                                .toList());
    }
}
