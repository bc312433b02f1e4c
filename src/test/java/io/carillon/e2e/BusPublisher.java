package io.carillon.e2e;

import com.hazelcast.config.FileSystemXmlConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, with no class of Carillon's: publishes numbers to a room, each until it is stored. */
public final class BusPublisher {

    /** What was asked of a node that died is not answered; 30 s, the event bus's own, would be long. */
    private static final DeliveryOptions TERMS = new DeliveryOptions().setSendTimeout(6_000);

    private BusPublisher() {}

    /** How it finds the others, the room, the name before each number, and how many. */
    public static void main(String[] args) throws Exception {
        VertxOptions options = new VertxOptions();
        options.getEventBusOptions().setHost("127.0.0.1");
        Vertx vertx = Vertx.builder()
                .with(options)
                .withClusterManager(new HazelcastClusterManager(new FileSystemXmlConfig(args[0])))
                .buildClustered()
                .await(30, TimeUnit.SECONDS);
        System.out.println("ready");
        System.in.read(); // until it is to begin
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            JsonObject message = new JsonObject()
                    .put("room", args[1])
                    .put("data", args[2] + "-" + i)
                    .put("key", args[2] + "-" + i);
            while (!isStored(vertx, message)) {
                Thread.onSpinWait(); // the same again: it has a key
            }
        }
        System.out.println("done");
        System.exit(0);
    }

    private static boolean isStored(Vertx vertx, JsonObject message) {
        try {
            vertx.eventBus().request("carillon.publish", message, TERMS).await(40, TimeUnit.SECONDS);
            return true;
        } catch (Exception e) {
            System.err.println("again: " + e.getMessage());
            return false;
        }
    }
}
