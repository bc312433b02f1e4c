package example;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemXmlConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.concurrent.TimeUnit;

/** Answers what clients call as {@code orders.place}, and tells the room of the user's orders. */
public final class OrderService {

    private final EventBus bus;

    private OrderService(EventBus bus) {
        this.bus = bus;
    }

    /** The first argument is Carillon's cluster.xml, the second the address at which nodes reach this process. */
    public static void main(String[] args) throws Exception {
        Config config = new FileSystemXmlConfig(args[0]); // which makes it a lite member
        VertxOptions options = new VertxOptions();
        options.getEventBusOptions().setHost(args[1]);
        Vertx vertx = Vertx.builder()
                .with(options)
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered()
                .await(30, TimeUnit.SECONDS);
        OrderService service = new OrderService(vertx.eventBus());
        service.bus
                .consumer("carillon.call.orders.place", service::place)
                .completion()
                .await(30, TimeUnit.SECONDS);
        System.out.println("ready");
    }

    private void place(Message<Object> call) {
        if (!(call.body() instanceof JsonObject order) || !(order.getValue("article") instanceof String)) {
            call.fail(400, "bad_request: article is a string");
            return;
        }
        JsonObject placed = new JsonObject()
                .put("room", "orders:" + call.headers().get("user"))
                .put("data", order.copy().put("state", "placed"))
                .put("key", order.getString("id")); // asked again, it is told once
        bus.<JsonObject>request("carillon.publish", placed)
                .onSuccess(stored -> call.reply(stored.body()))
                .onFailure(cause -> call.fail(503, "unavailable: the order could not be told"));
    }
}
