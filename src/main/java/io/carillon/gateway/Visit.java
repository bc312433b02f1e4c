package io.carillon.gateway;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/**
 * What is kept of the request that a connection began with; most have none of it. Nothing else of the request stays.
 *
 * @param path the parameters of the route's path
 * @param query the parameters of the query, decoded, but the token
 * @param data what earlier handlers of the route have put
 */
record Visit(Map<String, String> path, MultiMap query, Map<String, Object> data) {

    static final Visit NONE = new Visit(Map.of(), MultiMap.caseInsensitiveMultiMap(), Map.of());

    /** Vert.x's own data in a request, and ours. */
    private static final String VERTX = "__vertx.";

    static final String OWN = "carillon.";

    static Visit of(RoutingContext routing) {
        MultiMap query = NONE.query;
        if (routing.request().query() != null) {
            query = MultiMap.caseInsensitiveMultiMap().addAll(routing.queryParams());
            query.remove(JwtHandler.PARAMETER);
        }
        Map<String, Object> data = new HashMap<>(routing.data());
        data.keySet().removeIf(key -> key.startsWith(VERTX) || key.startsWith(OWN));
        return routing.pathParams().isEmpty() && query.isEmpty() && data.isEmpty()
                ? NONE
                : new Visit(Map.copyOf(routing.pathParams()), query, Map.copyOf(data));
    }

    /**
     * A parameter of the route's path.
     *
     * @throws IllegalArgumentException where the route has none of that name
     */
    String pathParam(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route's path has no :" + name + ", but " + path.keySet());
        }
        return value;
    }
}
