package io.carillon.e2e;

import static io.carillon.e2e.Crowd.await;

import io.carillon.client.Client;
import io.carillon.client.ClientException;
import io.carillon.client.ClientOptions;
import io.carillon.client.ClientState;
import io.carillon.client.Joined;
import io.carillon.client.Reconnect;
import io.carillon.client.Room;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The Java client in this JVM, with an event loop of its own, on which all of its fields live; its report is that of {@code
 * subject.js}.
 */
final class SubjectHere implements Subject {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient http = vertx.createHttpClient();
    private final String name;
    private final Surroundings surroundings;
    private final Client client;
    private final Room feed;
    private final Room own;
    private final JsonObject report = new JsonObject();
    private final JsonObject causes = new JsonObject();
    private long timer;
    private long number;
    private int waiting;

    private SubjectHere(JsonObject settings, Surroundings surroundings) {
        this.name = settings.getString("name");
        this.surroundings = surroundings;
        for (String list : new String[] {"feed", "own", "acknowledged", "refused", "missed", "errors"}) {
            report.put(list, new JsonArray());
        }
        for (String count : new String[] {"joins", "recoveries", "resets", "opens", "tokens"}) {
            report.put(count, 0);
        }
        report.put("causes", causes);
        URI tokens = URI.create(settings.getString("tokens") + "?user=" + name);
        client = Client.create(
                vertx,
                ClientOptions.of(settings.getString("url"))
                        .token(() -> token(tokens))
                        .reconnect(pace(settings.getJsonObject("pace"))));
        feed = client.room("feed");
        own = client.room("own:" + name);
    }

    /** One that has joined its rooms. */
    static SubjectHere start(JsonObject settings, Surroundings surroundings) {
        SubjectHere subject = new SubjectHere(settings, surroundings);
        await(subject.begin(settings.getInteger("every")));
        return subject;
    }

    private Future<Void> begin(int every) {
        client.stateHandler(this::note);
        watch(feed, "feed");
        watch(own, "own");
        return Future.all(feed.join(), own.join()).map(joined -> {
            vertx.runOnContext(now -> timer = vertx.setPeriodic(every, tick -> publish()));
            return null;
        });
    }

    static Reconnect pace(JsonObject pace) {
        return new Reconnect(
                Duration.ofMillis(pace.getInteger("base")),
                Duration.ofMillis(pace.getInteger("cap")),
                Duration.ofMillis(pace.getInteger("calm")));
    }

    private Future<String> token(URI from) {
        return http.request(HttpMethod.GET, from.getPort(), from.getHost(), from.getPath() + "?" + from.getQuery())
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .map(body -> {
                    add("tokens");
                    return body.toString();
                });
    }

    private void note(ClientState state) {
        if (state instanceof ClientState.Open) {
            add("opens");
        } else if (state instanceof ClientState.Waiting waits) {
            String cause = String.valueOf(waits.cause().getMessage());
            causes.put(cause, causes.getInteger(cause, 0) + 1);
        } else if (state instanceof ClientState.Closed closed) {
            say("errors", "closed: " + closed.code() + " " + closed.reason());
        }
    }

    private void watch(Room room, String list) {
        room.handler(message -> say(
                list,
                new JsonArray().add(message.position().offset()).add(((JsonObject) message.data()).getLong("n"))));
        room.joinedHandler(this::joined);
        room.resetHandler(reset -> add("resets"));
        room.missedHandler(missed -> say("missed", String.valueOf(missed)));
        room.leftHandler(left -> say("errors", "left: " + left));
    }

    private void joined(Joined joined) {
        add("joins");
        if (Boolean.TRUE.equals(joined.recovered())) {
            add("recoveries");
        }
    }

    private void publish() {
        long n = ++number;
        waiting++;
        own.publish(new JsonObject().put("n", n)).onComplete(published -> {
            waiting--;
            if (published.succeeded()) {
                say(
                        "acknowledged",
                        new JsonArray()
                                .add(published.result().position().offset())
                                .add(n));
            } else {
                Throwable cause = published.cause();
                say(
                        "refused",
                        new JsonArray()
                                .add(n)
                                .add(
                                        cause instanceof ClientException refused
                                                ? refused.code()
                                                : String.valueOf(cause)));
            }
        });
    }

    private void add(String count) {
        report.put(count, report.getInteger(count) + 1);
    }

    private void say(String list, Object what) {
        report.getJsonArray(list).add(what);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JsonObject progress() {
        return here(() -> new JsonObject()
                .put("feed", report.getJsonArray("feed").size())
                .put("own", report.getJsonArray("own").size())
                .put("waiting", waiting)
                .put("state", client.state().getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT))
                .put("errors", report.getJsonArray("errors").copy()));
    }

    @Override
    public void stop() {
        here(() -> vertx.cancelTimer(timer));
    }

    @Override
    public JsonObject report() {
        return here(report::copy);
    }

    /** A JVM under test cannot sleep while the test is awake: its network stands still. */
    @Override
    public void sleep() {
        surroundings.freeze();
    }

    @Override
    public void wake() {
        surroundings.thaw();
    }

    /** On the event loop that everything is on: the only one. */
    private <T> T here(Supplier<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        vertx.runOnContext(now -> {
            try {
                done.complete(task.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return await(Future.fromCompletionStage(done));
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
