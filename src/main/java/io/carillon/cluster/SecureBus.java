package io.carillon.cluster;

import io.carillon.tls.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.impl.clustered.ClusteredEventBus;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.PemTrustOptions;
import java.lang.reflect.Field;

/**
 * Mutual TLS on Vert.x's event bus: both sides of each of its connections show a certificate, and look at the other's. Any
 * thread.
 *
 * <p>The options of an event bus are copied as JSON, in which only files of Vert.x's own kinds have a place, and these are
 * read once: a certificate would hold for the life of the process. So the bus begins with options with which nobody gets in or
 * out ({@link #closed}), and before it tells the others where it is, its server and its client are given what is in use, as they
 * are each time that it changes. Vert.x keeps both to itself, hence the reflection; where that fails the node does not start.
 */
final class SecureBus {

    private final TlsFiles files;

    SecureBus(TlsFiles files) {
        this.files = files;
    }

    /** TLS with no certificate, trusting none. Vert.x would trust all. */
    static void closed(EventBusOptions options) {
        options.setSsl(true)
                .setTrustAll(false)
                .setTrustOptions(new PemTrustOptions())
                .setClientAuth(ClientAuth.REQUIRED);
    }

    /** Gives the bus what is in use, from now on. */
    Future<?> open(Vertx vertx) {
        try {
            NetServer server = part(vertx, "server", NetServer.class);
            NetClient client = part(vertx, "client", NetClient.class);
            files.onChange(() -> give(server, client));
            return give(server, client);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Future.failedFuture(new IllegalStateException(
                    "the event bus of this version of Vert.x cannot be given certificates (cluster.tls)", e));
        }
    }

    private static <T> T part(Vertx vertx, String name, Class<T> type) throws ReflectiveOperationException {
        Field field = ClusteredEventBus.class.getDeclaredField(name);
        field.setAccessible(true);
        return type.cast(field.get(vertx.eventBus()));
    }

    /** Sessions are not resumed beyond that: each is in a context of its own. */
    private Future<?> give(NetServer server, NetClient client) {
        return server.updateSSLOptions(files.serverOptions())
                .compose(updated -> client.updateSSLOptions(files.clientOptions()));
    }
}
