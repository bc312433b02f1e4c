package example;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemXmlConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
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
        HazelcastClusterManager manager = new HazelcastClusterManager(config);
        VertxOptions options = new VertxOptions();
        options.getEventBusOptions().setHost(args[1]);
        Vertx vertx = Vertx.builder()
                .with(options)
                .withClusterManager(manager)
                .buildClustered()
                .await(30, TimeUnit.SECONDS);
        endWithTheNodes(manager.getHazelcastInstance().getCluster());
        OrderService service = new OrderService(vertx.eventBus());
        service.bus
                .consumer("carillon.call.orders.place", service::place)
                .completion()
                .await(30, TimeUnit.SECONDS);
        System.out.println("ready");
    }

    /** The nodes keep what the event bus knows. Once all have gone, nobody finds this process: it ends, to be started again. */
    private static void endWithTheNodes(Cluster cluster) {
        cluster.addMembershipListener(new MembershipAdapter() {
            @Override
            public void memberRemoved(MembershipEvent event) {
                if (event.getMembers().stream().allMatch(Member::isLiteMember)) {
                    System.err.println("no node is left");
                    System.exit(1);
                }
            }
        });
    }

    private void place(Message<Object> call) {
        if (!(call.body() instanceof JsonObject order)
                || !(order.getValue("id") instanceof String id)
                || !(order.getValue("article") instanceof String)) {
            call.fail(400, "bad_request: id and article are strings");
            return;
        }
        JsonObject placed = new JsonObject()
                .put("room", "orders:" + call.headers().get("user"))
                .put("data", order.copy().put("state", "placed"))
                .put("key", id); // asked again, it is told once
        bus.<JsonObject>request("carillon.publish", placed)
                .onSuccess(stored -> call.reply(stored.body()))
                .onFailure(cause -> call.fail(503, refusal(cause)));
    }

    /** What Carillon has refused, is refused; where nobody has answered, the client may ask again. */
    private static String refusal(Throwable cause) {
        return cause instanceof ReplyException failed && failed.failureType() == ReplyFailure.RECIPIENT_FAILURE
                ? failed.getMessage()
                : "unavailable: the order could not be told";
    }
}
