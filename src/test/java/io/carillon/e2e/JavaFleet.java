package io.carillon.e2e;

import static io.carillon.e2e.Crowd.await;

import io.carillon.client.Client;
import io.carillon.client.ClientOptions;
import io.carillon.client.ClientState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Java clients in this JVM. */
final class JavaFleet implements Fleet {

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, List<Long>> pauses = new LinkedHashMap<>();

    JavaFleet(List<Ship> ships) {
        for (Ship ship : ships) {
            Client client = Client.create(
                    vertx,
                    ClientOptions.of(ship.url())
                            .token(() -> Future.succeededFuture(ship.token()))
                            .reconnect(SubjectHere.pace(ship.pace())));
            List<Long> own = new CopyOnWriteArrayList<>();
            pauses.put(ship.name(), own);
            client.stateHandler(state -> {
                if (state instanceof ClientState.Waiting waiting) {
                    own.add(Duration.between(Instant.now(), waiting.until()).toMillis());
                }
            });
            client.connect().onFailure(cause -> {}); // where it is closed for good, its state says so
            clients.put(ship.name(), client);
        }
    }

    @Override
    public Map<String, String> states() {
        return clients.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> text(entry.getValue().state())));
    }

    @Override
    public Map<String, List<Long>> pauses() {
        return pauses;
    }

    private static String text(ClientState state) {
        String name = state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return state instanceof ClientState.Closed closed ? name + " " + closed.code() : name;
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
