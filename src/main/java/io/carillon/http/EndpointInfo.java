package io.carillon.http;

import io.carillon.config.EndpointConfig;
import io.carillon.config.ProtocolConfig;
import io.carillon.config.SubprotocolConfig;
import io.carillon.message.Format;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Optional;

/** Where clients connect, and what they list there for each format, so that whoever asks over HTTP can come as a client. */
final class EndpointInfo {

    private EndpointInfo() {}

    static JsonArray of(Collection<EndpointConfig> endpoints) {
        JsonArray all = new JsonArray();
        endpoints.forEach(endpoint -> all.add(new JsonObject()
                .put("endpoint", endpoint.name())
                .put("path", endpoint.path())
                .put("subprotocols", subprotocols(endpoint.protocol()))));
        return all;
    }

    private static JsonObject subprotocols(ProtocolConfig protocol) {
        JsonObject names = new JsonObject();
        for (Format format : Format.values()) {
            newest(protocol, format).ifPresent(name -> names.put(format.toString(), name));
        }
        return names;
    }

    /** The name that stands for the newest of the versions that are spoken in a format. */
    private static Optional<String> newest(ProtocolConfig protocol, Format format) {
        for (int i = protocol.versions().size() - 1; i >= 0; i--) {
            String version = protocol.versions().get(i).name();
            Optional<String> found = protocol.subprotocols().stream()
                    .filter(each -> each.format() == format)
                    .filter(each -> each.version().map(version::equals).orElse(true))
                    .map(each -> each.name().replace(SubprotocolConfig.PLACEHOLDER, version))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
