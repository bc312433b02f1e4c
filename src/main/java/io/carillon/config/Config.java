package io.carillon.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be configured; {@code conf/carillon.yaml} explains it. Immutable and valid: {@link ConfigLoader}
 * makes one, or tells what is wrong.
 *
 * @param http where clients connect
 * @param management where health and metrics are
 * @param cluster the node among nodes
 * @param auth who may enter, and what tokens allow
 * @param endpoints by name, in the order of the configuration; no two have the same path, whatever its parameters are called
 * @param keepAlive how lost connections are found
 * @param limits what clients may cost
 * @param rooms settings of rooms
 * @param registry where schemas of rooms are that are not in files
 * @param events whether services hear of connections, and of the rooms that they enter and leave
 * @param call what clients may ask of services
 * @param bridge the way in for services that are not on the JVM; empty where there is none
 * @param api the HTTP API for services
 * @param console what shows the cluster to whoever runs it
 * @param uplinks other servers that rooms are fed from, or feed, in the order of the configuration
 * @param drain how the node stops
 * @param logbook what is remembered of connections
 * @param log what is logged
 * @param tracing where it is told what becomes of messages; empty where nobody wants to know
 * @param reload when the configuration is read again
 * @param sources where all of this was written
 */
public record Config(
        HttpConfig http,
        ManagementConfig management,
        ClusterConfig cluster,
        AuthConfig auth,
        Map<String, EndpointConfig> endpoints,
        KeepAliveConfig keepAlive,
        LimitsConfig limits,
        Rooms rooms,
        RegistryConfig registry,
        boolean events,
        CallConfig call,
        Optional<BridgeConfig> bridge,
        ApiConfig api,
        ConsoleConfig console,
        List<UplinkConfig> uplinks,
        DrainConfig drain,
        LogbookConfig logbook,
        LogConfig log,
        Optional<TracingConfig> tracing,
        ReloadConfig reload,
        Sources sources) {

    public Config {
        endpoints = Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
        uplinks = List.copyOf(uplinks);
        long paths = endpoints.values().stream()
                .map(EndpointConfig::shape)
                .distinct()
                .count();
        Checks.that(paths == endpoints.size(), "each endpoint has a path of its own", endpoints.values());
    }

    /** What holds where nothing is configured. */
    public static Config defaults() {
        return ConfigLoader.load(ConfigSources.NONE).config();
    }

    /**
     * What of this holds in a process that was started with another one: all but the settings whose effect is {@link
     * Effect#RESTART}, which stay as they are.
     */
    public Config over(Config running) {
        return new Config(
                running.http,
                running.management,
                running.cluster,
                auth,
                endpoints,
                keepAlive,
                new LimitsConfig(
                        limits.admission(),
                        limits.connection(),
                        limits.handshake(),
                        running.limits.header(),
                        limits.sessions()),
                rooms,
                registry,
                events,
                call,
                running.bridge,
                api,
                console,
                uplinks,
                drain,
                running.logbook,
                log,
                running.tracing,
                reload,
                sources.over(running.sources));
    }

    /** The files beside the configuration's own that are read with it: keys, sets of keys, and schemas. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        auth.jwt().keys().forEach(key -> key.pem().ifPresent(files::add));
        auth.jwt().jwks().file().ifPresent(files::add);
        rooms.patterns()
                .values()
                .forEach(room -> room.schema()
                        .map(SchemaConfig::name)
                        .filter(SchemaName.InFile.class::isInstance)
                        .ifPresent(name -> files.add(((SchemaName.InFile) name).file())));
        return files;
    }

    static Config read(Section root) {
        HttpConfig http = root.section("http", HttpConfig::read);
        KeepAliveConfig keepAlive = root.section("keepalive", KeepAliveConfig::read);
        LimitsConfig limits = root.section("limits", LimitsConfig::read);
        RegistryConfig registry = root.section("schemas", RegistryConfig::read);
        return new Config(
                http,
                root.section("management", section -> ManagementConfig.read(section, http)),
                root.section("cluster", ClusterConfig::read),
                root.section("auth", AuthConfig::read),
                endpoints(root, keepAlive, limits),
                keepAlive,
                limits,
                Rooms.read(root, "rooms", registry.url()),
                registry,
                root.value("events", Rule.flag(), false),
                root.section("call", CallConfig::read),
                root.section("bridge", BridgeConfig::read),
                root.section("api", ApiConfig::read),
                root.section("console", ConsoleConfig::read),
                uplinks(root),
                root.section("drain", DrainConfig::read),
                root.section("logbook", LogbookConfig::read),
                root.section("log", LogConfig::read),
                root.section("tracing", TracingConfig::read),
                root.section("reload", ReloadConfig::read),
                root.sources()); // the last: of all that was read
    }

    private static List<UplinkConfig> uplinks(Section root) {
        Map<List<Object>, String> owners = new HashMap<>();
        return root
                .sections("uplinks", EndpointConfig.names(), List.of(), (name, section) -> {
                    Optional<UplinkConfig> read = UplinkConfig.read(name, section);
                    read.ifPresent(uplink -> {
                        String owner = owners.putIfAbsent(uplink.ends(), name);
                        if (owner != null) { // what comes by one would go back by the other
                            String both = "one uplink between two rooms, with the direction both for both ways";
                            section.violation("room", uplink.room() + ", as of uplink " + owner, both);
                        }
                    });
                    return read;
                })
                .values()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Map<String, EndpointConfig> endpoints(Section root, KeepAliveConfig keepAlive, LimitsConfig limits) {
        Map<String, String> owners = new HashMap<>();
        Map<String, EndpointConfig> endpoints = root.sections(
                "endpoints", EndpointConfig.names(), List.of(EndpointConfig.CARILLON), (name, section) -> {
                    EndpointConfig endpoint = EndpointConfig.read(name, section, keepAlive, limits);
                    String owner = owners.putIfAbsent(endpoint.shape(), name);
                    if (owner != null && !section.isBroken("path")) {
                        section.violation("path", endpoint.path() + ", as of endpoint " + owner, "a path of its own");
                    }
                    return endpoint;
                });
        endpoints.values().removeIf(endpoint -> !endpoint.name().equals(owners.get(endpoint.shape())));
        return endpoints;
    }
}
