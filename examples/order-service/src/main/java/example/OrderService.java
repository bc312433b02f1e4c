package example;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemXmlConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Answers what clients call as {@code orders.place}, and tells the room of the user's orders what becomes of them. */
public final class OrderService {

    private static final List<String> LATER = List.of("cast", "tuned", "shipped");
    private static final Pattern NOT_IN_ROOMS = Pattern.compile("[\\p{Cc}\\p{Z}*%]");
    private static final Duration PACE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final EventBus bus;

    private OrderService(Vertx vertx) {
        this.vertx = vertx;
        this.bus = vertx.eventBus();
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
        OrderService service = new OrderService(vertx);
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
        String room = roomOf(call.headers().get("user"));
        tell(room, order, "placed", id) // asked again, it is told once
                .onSuccess(stored -> {
                    call.reply(stored);
                    if (!stored.getBoolean("duplicate", false)) {
                        work(room, order, 0);
                    }
                })
                .onFailure(cause -> call.fail(503, refusal(cause)));
    }

    /** The room of a user's orders. A user's name may have what a room's must not: it is written as %0020. */
    private static String roomOf(String user) {
        return "orders:"
                + NOT_IN_ROOMS
                        .matcher(user)
                        .replaceAll(found ->
                                String.format("%%%04x", (int) found.group().charAt(0)));
    }

    /** The work takes its time. What could not be told is told again: with its key, that is once. */
    private void work(String room, JsonObject order, int next) {
        if (next < LATER.size()) {
            String state = LATER.get(next);
            vertx.timer(PACE.toMillis(), TimeUnit.MILLISECONDS)
                    .compose(now -> tell(room, order, state, order.getString("id") + ':' + state))
                    .onSuccess(stored -> work(room, order, next + 1))
                    .onFailure(cause -> work(room, order, next));
        }
    }

    private Future<JsonObject> tell(String room, JsonObject order, String state, String key) {
        JsonObject publication = new JsonObject()
                .put("room", room)
                .put("data", order.copy().put("state", state))
                .put("key", key);
        return bus.<JsonObject>request("carillon.publish", publication).map(Message::body);
    }

    /** What Carillon has refused, is refused; where nobody has answered, the client may ask again. */
    private static String refusal(Throwable cause) {
        return cause instanceof ReplyException failed && failed.failureType() == ReplyFailure.RECIPIENT_FAILURE
                ? failed.getMessage()
                : "unavailable: the order could not be told";
    }
}
