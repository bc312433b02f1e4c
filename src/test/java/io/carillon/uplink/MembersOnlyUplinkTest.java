package io.carillon.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.MeddlingProxy;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An uplink into a room in which only members may publish. */
class MembersOnlyUplinkTest {

    /** Says that the uplink was taken out of the room, right after its first join. */
    private static final class Ousting implements MeddlingProxy.Meddler {

        private Object join;
        private boolean done;

        @Override
        public JsonObject toServer(int connection, JsonObject message) {
            join = message.getString("type").equals("join") ? message.getValue("id") : join;
            return message;
        }

        @Override
        public List<JsonObject> toClient(int connection, JsonObject message, Runnable hangUp) {
            if (done || join == null || !join.equals(message.getValue("id"))) {
                return List.of(message);
            }
            done = true;
            return List.of(
                    message,
                    new JsonObject().put("type", "left").put("room", "hall").put("reason", "enough"));
        }
    }

    @Test
    void joinsAgainAfterItWasTakenOut() {
        Ousting ousting = new Ousting();
        try (TestServer there = TestServer.start("rooms.hall.publish=members");
                MeddlingProxy proxy = new MeddlingProxy(there.port(), ousting);
                TestServer here = TestServer.start("uplinks={berlin: {url: \"ws://127.0.0.1:" + proxy.port()
                        + "/ws\", token: \"" + Tokens.of("uplink-of-a") + "\", protocol: carillon.v1.json, room: hall,"
                        + " direction: out, reconnect: {base: 20ms, cap: 200ms}}}");
                Client ann = here.connect("ann");
                Client bob = there.connect("bob")) {
            Gauges.awaitConnected(here, "berlin");
            bob.join("hall");
            ann.join("hall");
            ann.publish("hall", "one");
            assertThat(bob.next().getString("data")).isEqualTo("one");
            ann.publish("hall", "two");
            assertThat(bob.next().getString("data")).isEqualTo("two");
            assertThat(ousting.done).isTrue();
        }
    }
}
