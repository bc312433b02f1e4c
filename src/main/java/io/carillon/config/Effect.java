package io.carillon.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When a setting that has changed takes effect in a server that runs. Every setting has its line in the table below, and in
 * {@code docs/reload.md}.
 */
public enum Effect {
    /** With the reload, also for what is there already. */
    NOW("at once"),
    /** For connections that are opened, and rooms that are used from nothing, from then on. */
    NEW("for what is new"),
    /** When the process is started the next time. */
    RESTART("after a restart");

    private static final Map<String, Effect> TABLE = new LinkedHashMap<>();

    static {
        of(RESTART, "http", "host", "port", "transport", "pages", "plain");
        of(RESTART, "http.tls", "cert", "key", "protocols");
        of(RESTART, "http.proxies", "trusted", "header", "protocol");
        of(RESTART, "management", "host", "port");
        of(RESTART, "cluster", "config", "quorum", "copies");
        of(RESTART, "cluster.bus", "host", "port");
        of(RESTART, "cluster.tls", "cert", "key", "ca", "name");
        of(RESTART, "bridge.tcp", "host", "port", "connections");
        of(NOW, "auth.jwt.keys[]", "alg", "kid", "secret", "secret-base64", "pem");
        of(NOW, "auth.jwt.jwks", "file", "url", "refresh");
        of(NOW, "auth.jwt", "issuer", "audience", "leeway", "require-exp");
        of(NOW, "auth", "default.allow.<name>", "default.send", "default.call", "expiring-notice");
        of(NOW, "auth.revocations", "keep");
        of(NEW, "endpoints.<name>", "preset", "path", "choice", "without-subprotocol", "version-parameter");
        of(NEW, "endpoints.<name>.subprotocols[]", "name", "format", "version");
        of(NEW, "endpoints.<name>.versions[]", "name", "revision");
        of(NEW, "endpoints.<name>", "origins", "token-in-query", "compression");
        of(NEW, "endpoints.<name>.keepalive", "interval", "interval-limit", "timeout", "jitter");
        of(NOW, "endpoints.<name>.limits", "connections", "handshakes-per-second", "handshakes-per-address");
        of(NOW, "endpoints.<name>.limits", "message", "rooms", "queue", "messages-per-second", "errors-per-second");
        of(NOW, "endpoints.<name>", "close-codes.<name>");
        of(NEW, "keepalive", "interval", "timeout", "jitter");
        of(NOW, "limits", "connections", "handshakes-per-second", "handshakes-per-address");
        of(NOW, "limits", "message", "rooms", "queue", "messages-per-second", "errors-per-second");
        of(NEW, "limits", "handshake");
        of(RESTART, "limits", "header");
        of(NOW, "limits.sessions", "max", "policy");
        of(NOW, "rooms.<name>", "publish", "max-members", "schema", "schema.subject", "schema.version", "bus");
        of(NOW, "rooms.<name>.stream", "size", "ttl");
        of(NEW, "rooms.<name>", "stream", "conflate", "conflate.key");
        of(NEW, "rooms.<name>", "presence", "members-visible", "presence-grace");
        of(NOW, "schemas.registry", "url", "refresh", "user", "password", "token");
        of(NOW, "", "events");
        of(NOW, "call", "timeout", "waiting");
        of(NOW, "api", "enabled", "origins", "token-in-query", "heartbeat", "body-timeout");
        of(NOW, "console", "enabled");
        of(NOW, "uplinks.<name>", "url", "token", "token-file", "headers.<name>", "protocol", "trust", "room");
        of(NOW, "uplinks.<name>", "remote-room", "direction", "data", "except", "window");
        of(NOW, "uplinks.<name>.reconnect", "base", "cap");
        of(NOW, "drain", "delay", "over", "limit");
        of(RESTART, "logbook", "events");
        of(NOW, "log", "format", "level", "levels.<name>");
        of(RESTART, "tracing", "endpoint", "sample", "service", "token");
        of(NOW, "reload", "watch");
    }

    private final String text;

    Effect(String text) {
        this.text = text;
    }

    private static void of(Effect effect, String section, String... keys) {
        for (String key : keys) {
            TABLE.put(section.isEmpty() ? key : section + '.' + key, effect);
        }
    }

    /** What the table says, by the paths of settings as the {@link Catalogue} has them; an item of a list is with its list. */
    static Map<String, Effect> table() {
        return Collections.unmodifiableMap(TABLE);
    }

    /** When a setting of this configuration takes effect; empty where there is no such setting. */
    static Optional<Effect> of(SettingPath path) {
        return Catalogue.known()
                .find(path)
                .flatMap(Catalogue.Node::setting)
                .map(setting -> TABLE.get(setting.path().toString()));
    }

    @Override
    public String toString() {
        return text;
    }
}
