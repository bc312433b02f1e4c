package io.carillon.http;

import io.carillon.auth.Grant;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One operation of the API, as the document describes it.
 *
 * @param id its {@code operationId}
 * @param consumes the media types of its body; empty where it has none
 * @param produces the media types of its answer; empty where that has no body
 * @param scopes what a token must have; empty where the operation is open to all
 * @param tokenInQuery whether a token may stand in the query, where the configuration allows it, too
 */
record ApiOperation(
        String id,
        HttpMethod method,
        PathTemplate path,
        List<Parameter> parameters,
        Set<String> consumes,
        Set<String> produces,
        Set<String> scopes,
        boolean tokenInQuery) {

    private static final String API = "api";

    /** What a console has: all that services may do, and what is for people alone. */
    private static final String ADMIN = "admin";

    boolean isOpen() {
        return scopes.isEmpty();
    }

    /** Whether a token is enough: with {@code admin} also for what needs {@code api}, and never the other way round. */
    boolean isAllowedTo(Grant grant) {
        return scopes.stream().allMatch(scope -> grant.hasScope(scope) || scope.equals(API) && grant.hasScope(ADMIN));
    }

    /**
     * What the client asks for beside a body, by the parameters' names.
     *
     * @param path the parameters in the path, decoded
     * @param query the parameters of the query, decoded
     * @throws io.carillon.message.RefusedException where one is missing, or not as described
     */
    JsonObject read(HttpServerRequest request, Map<String, String> path, MultiMap query) {
        JsonObject asked = new JsonObject();
        for (Parameter parameter : parameters) {
            List<String> sent = switch (parameter.in()) {
                case PATH -> List.of(path.getOrDefault(parameter.name(), ""));
                case QUERY -> query.getAll(parameter.name());
                case HEADER -> request.headers().getAll(parameter.name());
            };
            if (!sent.isEmpty()) {
                asked.put(parameter.name(), parameter.read(sent));
            } else if (parameter.required()) {
                throw parameter.missing();
            }
        }
        return asked;
    }
}
