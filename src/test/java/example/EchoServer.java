package example;

import io.carillon.gateway.Connection;
import io.carillon.gateway.Hub;
import io.vertx.ext.web.Router;

/** Says again what it is told. */
public final class EchoServer {

    private EchoServer() {}

    static void mount(Hub hub, Router router) {
        hub.endpoint("echo").onMessage(Connection::send).mount(router, "/echo");
    }
}
