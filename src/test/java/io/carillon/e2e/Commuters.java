package io.carillon.e2e;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A process with many {@link Commuter}s, since one may not have that many sockets. It is told on stdin, a line of JSON each,
 * first what there is ({@code uris}, {@code first}, {@code count}, {@code rooms}), then which nodes are ready ({@code
 * ready}), and answers {@code {}} with all it knows.
 */
final class Commuters {

    private static final int CONNECTING = 200;

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(1_000_000));
    private final List<Commuter> all = new ArrayList<>();
    private final List<String> uris;
    private final AtomicInteger present = new AtomicInteger();
    private final Semaphore connecting = new Semaphore(CONNECTING);
    private final JsonArray arrivals = new JsonArray();
    private final JsonArray waits = new JsonArray();
    private final JsonArray shares = new JsonArray();
    private final JsonArray wrong = new JsonArray();
    private final Map<Integer, Integer> refused = new LinkedHashMap<>();
    private volatile List<Integer> ready = List.of();
    private volatile boolean over;

    private Commuters(JsonObject plan) {
        this.uris = plan.getJsonArray("uris").stream().map(String::valueOf).toList();
        this.ready = IntStream.range(0, uris.size()).boxed().toList();
        List<Context> contexts =
                IntStream.range(0, 2).mapToObj(i -> vertx.getOrCreateContext()).toList();
        int first = plan.getInteger("first");
        for (int i = first; i < first + plan.getInteger("count"); i++) {
            all.add(new Commuter(this, contexts.get(i % 2), i, "stream:" + i % plan.getInteger("rooms")));
        }
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Commuters crew = new Commuters(new JsonObject(lines.readLine()));
        Thread begin = new Thread(crew::begin);
        begin.start();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonObject told = new JsonObject(line);
            if (told.containsKey("ready")) {
                crew.ready = told.getJsonArray("ready").stream()
                        .map(Integer.class::cast)
                        .toList();
            } else {
                System.out.println(crew.report().encode());
            }
        }
        crew.over = true; // whoever started it has gone, or wants no more
        System.exit(0);
    }

    private void begin() {
        for (Commuter commuter : all) {
            connecting.acquireUninterruptibly();
            commuter.begin();
        }
    }

    Vertx vertx() {
        return vertx;
    }

    WebSocketClient client() {
        return client;
    }

    boolean isOver() {
        return over;
    }

    String uri(int node) {
        return uris.get(node);
    }

    int anyNode() {
        List<Integer> now = ready;
        return now.get(ThreadLocalRandom.current().nextInt(now.size()));
    }

    synchronized void arrived(int node) {
        arrivals.add(new JsonArray().add(node).add(System.currentTimeMillis()));
    }

    /** @param away how long, in ms; -1 for who comes for the first time */
    synchronized void joined(long away) {
        present.incrementAndGet();
        if (away < 0) {
            connecting.release();
        } else {
            waits.add(away);
        }
    }

    /**
     * @param share after how many ms it was to be closed
     * @param after how many it was
     */
    synchronized void left(long share, long after) {
        present.decrementAndGet();
        shares.add(new JsonArray().add(System.currentTimeMillis()).add(share).add(after));
    }

    synchronized void refused(int status) {
        refused.merge(status, 1, Integer::sum);
    }

    synchronized void wrong(String what) {
        if (wrong.size() < 10) {
            wrong.add(what);
        }
    }

    private synchronized JsonObject report() {
        JsonObject least = new JsonObject();
        JsonObject most = new JsonObject();
        for (Commuter commuter : all) {
            long offset = commuter.offset();
            least.put(commuter.room(), Math.min(offset, least.getLong(commuter.room(), Long.MAX_VALUE)));
            most.put(commuter.room(), Math.max(offset, most.getLong(commuter.room(), -1L)));
        }
        JsonObject refusals = new JsonObject();
        refused.forEach((status, count) -> refusals.put(String.valueOf(status), count));
        return new JsonObject()
                .put("present", present.get())
                .put("arrivals", arrivals)
                .put("waits", waits)
                .put("shares", shares)
                .put("refused", refusals)
                .put("wrong", wrong)
                .put("least", least)
                .put("most", most);
    }
}
