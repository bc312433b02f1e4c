package example;

import io.carillon.cluster.ClusteredVertx;
import io.carillon.gateway.Hub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.Optional;

/** Whatever somebody says in a room reaches everybody else who is there, on all nodes. */
public final class RoomServer {

    private RoomServer() {}

    public static void main(String[] args) {
        ClusteredVertx.start(new VertxOptions(), Optional.empty()) // or of a cluster.xml, to find others
                .compose(vertx -> start(vertx, 8080))
                .onSuccess(server -> System.out.println("listening on " + server.actualPort()))
                .onFailure(System.err::println);
    }

    static Future<HttpServer> start(Vertx vertx, int port) {
        return Hub.start(vertx).compose(hub -> {
            Router router = Router.router(vertx);
            hub.endpoint("rooms")
                    .onOpen(connection -> connection
                            .join(connection.pathParam("room"))
                            .onSuccess(joined -> connection.sendText("welcome")))
                    .onMessage((connection, message) ->
                            hub.room(connection.pathParam("room")).broadcastExcept(connection, message))
                    .mount(router, "/ws/:room");
            return vertx.createHttpServer().requestHandler(router).listen(port);
        });
    }
}
