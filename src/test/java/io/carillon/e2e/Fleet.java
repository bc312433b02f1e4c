package io.carillon.e2e;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Many clients of one kind, that connect and do nothing else. */
interface Fleet extends AutoCloseable {

    /**
     * One of them.
     *
     * @param pace {@code base}, {@code cap} and {@code calm}, in ms
     * @param token what its function for tokens gives
     */
    record Ship(String name, String url, JsonObject pace, String token) {

        JsonObject toJson() {
            return new JsonObject()
                    .put("name", name)
                    .put("url", url)
                    .put("pace", pace)
                    .put("token", token);
        }
    }

    /** By name: {@code connecting}, {@code open}, {@code waiting}, {@code closed CODE}. */
    Map<String, String> states();

    /** By name: how long each has meant to wait before an attempt, in ms, however busy the machine has been then. */
    Map<String, List<Long>> pauses();

    @Override
    void close();
}
