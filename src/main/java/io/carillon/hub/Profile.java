package io.carillon.hub;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection is, and how it has come: what seldom changes.
 *
 * @param endpoint where it came in
 * @param address the client's IP address, as far as is known; else empty
 * @param secure whether it came by TLS
 * @param since when it was opened, in ms since 1970
 * @param speech what is spoken on it
 * @param credential its token; null where it has none
 */
public record Profile(
        String connection,
        String user,
        String endpoint,
        String address,
        boolean secure,
        long since,
        Speech speech,
        @Nullable Credential credential) {

    /**
     * What is spoken on a connection; null is what there is not.
     *
     * @param format what messages are written in
     * @param revision of the message protocol
     */
    public record Speech(
            @Nullable String subprotocol,
            @Nullable String format,
            @Nullable String revision) {
        /** Nobody knows. */
        public static final Speech UNKNOWN = new Speech(null, null, null);
    }

    /** As it is listed: without what only who looks closer wants to know. */
    JsonObject row(String node, String state) {
        JsonObject json = new JsonObject()
                .put("connection", connection)
                .put("user", user)
                .put("node", node)
                .put("endpoint", endpoint)
                .put("address", address)
                .put("state", state)
                .put("since", since);
        Json.put(json, "subprotocol", speech.subprotocol);
        return json;
    }

    /** All of it. */
    JsonObject json(String node, String state) {
        JsonObject json = row(node, state).put("secure", secure);
        Json.put(json, "format", speech.format);
        Json.put(json, "revision", speech.revision);
        Json.put(json, "token", credential == null ? null : credential.json());
        return json;
    }
}
