package io.carillon.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the configuration: reads all sources, lays them on top of each other and lets {@link Config} read itself from
 * the result. Everything that is wrong anywhere is told at once.
 */
public final class ConfigLoader {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern ASSIGNMENT =
            Pattern.compile("((?:[^\"=]|\"(?:[^\"\\\\]|\\\\.)*\")+)=(.*)", Pattern.DOTALL);
    private static final SettingPath HTTP_PORT = SettingPath.parse("http.port");
    private static final SettingPath CLUSTER_CONFIG = SettingPath.parse("cluster.config");
    private static final SettingPath BRIDGE_HOST = SettingPath.parse("bridge.tcp.host");
    private static final SettingPath HTTP_HOST = SettingPath.parse("http.host");
    private static final SettingPath MANAGEMENT_HOST = SettingPath.parse("management.host");

    private final Violations violations = new Violations();
    private final Layers layers = new Layers(violations);

    private ConfigLoader() {}

    /**
     * Loads and validates; touches nothing but the files that are named.
     *
     * @throws ConfigException with everything that is wrong
     */
    public static LoadedConfig load(ConfigSources sources) {
        ConfigLoader loader = new ConfigLoader();
        sources.files().forEach(loader::file);
        loader.environment(sources);
        if (sources.dev()) { // it follows http.host, whatever files say
            loader.layers.add(MANAGEMENT_HOST, Value.Scalar.nothing(Origin.of("--dev")));
        }
        sources.settings().forEach(loader::setting);
        if (sources.dev()) { // tokens for anybody who asks: nothing but --host opens that to others
            loader.layers.add(HTTP_HOST, Value.Scalar.text(LOOPBACK, Origin.of("--dev")));
            loader.layers.add(BRIDGE_HOST, Value.Scalar.text(LOOPBACK, Origin.of("--dev")));
        }
        loader.options(sources.options());
        return loader.read();
    }

    /**
     * Loads a YAML text over the defaults, for embedders and tests.
     *
     * @param base the directory that relative file names are relative to
     * @throws ConfigException with everything that is wrong
     */
    public static LoadedConfig parse(String yaml, Path base) {
        ConfigLoader loader = new ConfigLoader();
        loader.layers.add(Yaml.read(yaml, line -> new Origin("line " + line, base), loader.violations));
        return loader.read();
    }

    private LoadedConfig read() {
        Section root = Section.root(layers.tree(), violations);
        Optional<Config> config = readable(root);
        violations.throwIfAny();
        return new LoadedConfig(
                config.orElseThrow(), Effective.block(root.effective()), new Snapshot(root.effective()));
    }

    /** A record may refuse what the violations already tell. */
    private Optional<Config> readable(Section root) {
        try {
            return Optional.of(root.readAll(Config::read));
        } catch (IllegalArgumentException e) {
            violations.throwIfAny();
            throw e;
        }
    }

    private void file(Path file) {
        try {
            Path parent = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
            IntFunction<Origin> lines = line -> new Origin(file + ":" + line, parent);
            Value value = Yaml.read(Files.readString(file), lines, violations);
            if (!value.isNull() && !(value instanceof Value.Entries)) {
                violations.add(value.origin(), "(file)", value.kind(), "a map");
            } else {
                layers.add(value);
            }
        } catch (CharacterCodingException e) {
            violations.add(Origin.of(file.toString()), "(file)", "bytes that are not UTF-8", "a text file in UTF-8");
        } catch (IOException e) {
            violations.add(
                    Origin.of(file.toString()),
                    "(file)",
                    Rule.problem(file),
                    Rule.file().allowed());
        }
    }

    private void environment(ConfigSources sources) {
        new Environment(layers.tree())
                .variables(sources.environment(), violations)
                .forEach(variable -> layers.add(
                        variable.path(),
                        value(variable.path(), variable.value(), Origin.of("environment " + variable.name()))));
    }

    private void setting(String text) {
        Matcher matcher = ASSIGNMENT.matcher(text);
        try {
            if (!matcher.matches()) {
                throw new IllegalArgumentException("no path=value");
            }
            SettingPath path = SettingPath.parse(matcher.group(1));
            layers.add(path, value(path, matcher.group(2), Origin.of("--set")));
        } catch (IllegalArgumentException e) {
            violations.add(Origin.of("--set"), "(argument)", "no path=value", "like http.port=8080");
        }
    }

    private void options(ConfigSources.Options options) {
        options.port().ifPresent(text -> layers.add(HTTP_PORT, value(HTTP_PORT, text, Origin.of("--port"))));
        options.host().ifPresent(text -> layers.add(HTTP_HOST, Value.Scalar.text(text, Origin.of("--host"))));
        options.cluster()
                .ifPresent(text -> layers.add(CLUSTER_CONFIG, Value.Scalar.text(text, Origin.of("--cluster"))));
    }

    /** A text is what was given unless it stands in quotes; everything else is YAML. */
    private Value value(SettingPath path, String text, Origin origin) {
        boolean literal = Catalogue.known()
                .find(path)
                .filter(node -> !(node.isList() && text.startsWith("[")))
                .flatMap(Catalogue.Node::setting)
                .map(Setting::literal)
                .orElse(false);
        if (literal && !text.isEmpty() && !text.equals("null")) {
            return Value.Scalar.text(Yaml.quoted(text).orElse(text), origin);
        }
        return Yaml.read(text, line -> origin, violations);
    }
}
