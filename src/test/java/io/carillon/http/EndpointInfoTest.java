package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.ConfigLoader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EndpointInfoTest {

    private static JsonArray told(String endpoints) {
        return EndpointInfo.of(ConfigLoader.parse("endpoints: " + endpoints, Path.of(""))
                .config()
                .endpoints()
                .values());
    }

    @Test
    void eachFormatHasItsName() {
        assertThat(told("{a: {preset: carillon, path: /c}}"))
                .containsExactly(new JsonObject()
                        .put("endpoint", "a")
                        .put("path", "/c")
                        .put(
                                "subprotocols",
                                new JsonObject()
                                        .put("json", "carillon.v1.json")
                                        .put("msgpack", "carillon.v1.msgpack")
                                        .put("bson", "carillon.v1.bson")));
    }

    @Test
    void ofSeveralVersionsItIsTheNewest() {
        JsonObject template =
                told("{a: {preset: tachyon, versions: [{name: '0', revision: '1.0'}, {name: '7', revision: '1.1'}]}}")
                        .getJsonObject(0);
        JsonObject named =
                told("{a: {preset: carillon, versions: [{name: v1, revision: '1.0'}, {name: v2, revision: '1.1'}],"
                                + " subprotocols: [{name: c1, format: json, version: v1}, {name: c2, format: json, version: v2}]}}")
                        .getJsonObject(0);

        assertThat(template.getJsonObject("subprotocols")).isEqualTo(new JsonObject().put("json", "v7.tachyon"));
        assertThat(named.getJsonObject("subprotocols")).isEqualTo(new JsonObject().put("json", "c2"));
    }
}
