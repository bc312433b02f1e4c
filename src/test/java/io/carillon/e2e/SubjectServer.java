package io.carillon.e2e;

import static io.carillon.e2e.Crowd.await;

import io.carillon.support.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** What clients under test need beside the server: tokens that live 10 s, on {@code /token?user=NAME}, and the page with its scripts. */
final class SubjectServer implements AutoCloseable {

    static final Path SCRIPTS = Path.of("src", "test", "resources", "faults").toAbsolutePath();

    private static final Path WEB = Path.of("src", "main", "resources", "web").toAbsolutePath();
    private static final Map<String, Path> FILES = Map.of(
            "/", SCRIPTS.resolve("subject.html"),
            "/subject.js", SCRIPTS.resolve("subject.js"),
            "/carillon.js", WEB.resolve("carillon.js"));
    private static final int LIFE = 10;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    SubjectServer() {
        server = await(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    /** A token for this user, who may do everything everywhere, but not for long. */
    static String token(String user) {
        JsonArray everything = new JsonArray();
        Stream.of("join", "publish", "members", "history").forEach(everything::add);
        return Tokens.sign(new JsonObject()
                .put("sub", user)
                .put("exp", Tokens.now() + LIFE)
                .put("allow", new JsonObject().put("**", everything)));
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/token")) {
            request.response()
                    .putHeader("Access-Control-Allow-Origin", "*") // the page comes from here, tokens through a proxy
                    .putHeader("Cache-Control", "no-store")
                    .end(token(request.getParam("user")));
        } else if (FILES.containsKey(request.path())) {
            request.response().sendFile(FILES.get(request.path()).toString());
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
