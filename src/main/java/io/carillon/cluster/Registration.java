package io.carillon.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's one address on the event bus. The cluster keeps a registration of it, which can get lost with the members
 * that held it, and is not restored by Vert.x in every case: so it is looked after. Lives on one context.
 */
final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final VertxInternal vertx;
    private final String node;
    private final Handler<Message<Object>> handler;
    private final AtomicBoolean verifying = new AtomicBoolean();
    private @Nullable MessageConsumer<Object> consumer;
    private boolean closed;

    Registration(VertxInternal vertx, String node, Handler<Message<Object>> handler) {
        this.vertx = vertx;
        this.node = node;
        this.handler = handler;
    }

    /** Where a node is reached. */
    static String address(String node) {
        return "carillon.node." + node;
    }

    /** Completes when the cluster has the registration; peers may see it a little later. */
    Future<Void> register() {
        MessageConsumer<Object> registered = vertx.eventBus().consumer(address(node), handler);
        consumer = registered;
        return registered.completion();
    }

    /** Asks the cluster, and registers anew where it has lost the registration. Completes with whether it had. */
    Future<Boolean> verify() {
        if (isClosed() || !verifying.compareAndSet(false, true)) {
            return Future.succeededFuture(false); // the question before is still open
        }
        Promise<List<RegistrationInfo>> found = vertx.promise();
        vertx.clusterManager().getRegistrations(address(node), found);
        return found.future().compose(this::restore).andThen(done -> verifying.set(false));
    }

    /** The new one first: with both of them a message comes once still, with neither it would be lost. */
    private Future<Boolean> restore(List<RegistrationInfo> found) {
        if (isClosed() || found.stream().anyMatch(info -> node.equals(info.nodeId()))) {
            return Future.succeededFuture(false);
        }
        LOG.warn(
                "the cluster has lost the registration of this node's event-bus address, it is restored: node={}",
                node);
        MessageConsumer<Object> old = consumer;
        return register()
                .compose(done -> old == null ? Future.<Void>succeededFuture() : old.unregister())
                .map(true);
    }

    /** A Vert.x that closes takes the consumer away without asking. */
    private boolean isClosed() {
        return closed || consumer == null || !consumer.isRegistered();
    }

    Future<Void> close() {
        closed = true;
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }
}
