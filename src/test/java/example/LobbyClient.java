package example;

import io.carillon.client.Client;
import io.carillon.client.ClientOptions;
import io.carillon.client.Published;
import io.carillon.client.Room;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Says hello in a room, and prints what is said there, until it is stopped. */
public final class LobbyClient {

    private LobbyClient() {}

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        Client client = Client.create(vertx, ClientOptions.of(args[0]).token(args[1]));
        client.stateHandler(state -> System.err.println(state));
        enter(client, System.out::println)
                .onSuccess(hello -> System.err.println("stored at " + hello.position()))
                .onFailure(System.err::println);
    }

    static Future<Published> enter(Client client, Consumer<String> out) {
        Room room = client.room("chat:lobby");
        room.handler(message -> out.accept(message.from().user() + ": " + message.data()));
        room.missedHandler(gone -> out.accept("gone: " + gone.from() + " to " + gone.to()));
        room.resetHandler(position -> out.accept("begun anew"));
        return room.join().compose(joined -> room.publish(new JsonObject().put("text", "hello")));
    }
}
