package example;

import io.carillon.gateway.Connection;
import io.carillon.gateway.ConnectionHandler;
import io.carillon.gateway.Hub;
import io.carillon.gateway.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/** A chat with rooms, and the page for it. */
public final class ChatApplication implements ConnectionHandler {

    private static final String PAGE = """
            <!doctype html>
            <meta charset="utf-8">
            <title>Chat</title>
            <form><input data-testid="text" autofocus autocomplete="off"><button data-testid="say">Say</button></form>
            <p data-testid="count"></p>
            <ul data-testid="log"></ul>
            <script>
              const find = name => document.querySelector(`[data-testid=${name}]`);
              const socket = new WebSocket(`ws://${location.host}/chat/ws${location.pathname.slice(5)}${location.search}`);
              socket.onmessage = event => {
                const message = JSON.parse(event.data);
                if (message.count) find("count").textContent = `${message.count} here`;
                const line = document.createElement("li");
                line.dataset.testid = "line";
                line.textContent = message.text ? `${message.from}: ${message.text}` : `${message.from} ${message.event}`;
                find("log").append(line);
              };
              socket.onclose = event => find("count").textContent = `closed ${event.code} ${event.reason}`;
              document.forms[0].onsubmit = event => {
                event.preventDefault();
                socket.send(find("text").value);
                find("text").value = "";
              };
            </script>
            """;

    private final Hub hub;

    private ChatApplication(Hub hub) {
        this.hub = hub;
    }

    static void mount(Hub hub, Router router) {
        hub.endpoint("chat").handler(new ChatApplication(hub)).mount(router, "/chat/ws/:room");
        router.get("/chat/:room")
                .handler(routing -> routing.response()
                        .putHeader("Content-Type", "text/html; charset=utf-8")
                        .end(PAGE));
    }

    @Override
    public void onOpen(Connection connection) {
        String name = connection.queryParam("name");
        if (name == null || name.isBlank()) {
            connection.close(4400, "a name is needed");
            return;
        }
        connection.metadata().put("name", name);
        String room = connection.pathParam("room");
        connection
                .join(room)
                .compose(joined -> hub.room(room).size())
                .compose(count -> say(
                        connection, new JsonObject().put("event", "has come").put("count", count)))
                .onFailure(connection::fail);
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        if (message.text().equals("/leave")) {
            connection.close(1000, "bye");
        } else {
            say(connection, new JsonObject().put("text", message.text())).onFailure(connection::fail);
        }
    }

    @Override
    public void onClose(Connection connection, int code, String reason) {
        if (connection.metadata().containsKey("name")) {
            say(connection, new JsonObject().put("event", "has gone"));
        }
    }

    private Future<?> say(Connection connection, JsonObject what) {
        what.put("from", connection.metadata().get("name"));
        return hub.room(connection.pathParam("room")).broadcastFrom(connection, what);
    }
}
