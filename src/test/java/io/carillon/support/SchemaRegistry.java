package io.carillon.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A small registry with the REST interface of Confluent over real HTTP, that can be out of order. */
public final class SchemaRegistry implements AutoCloseable {

    private static final String TYPE = "application/vnd.schemaregistry.v1+json";

    /** How it answers. */
    public enum Mood {
        /** As it should. */
        WELL,
        /** With an error of its own. */
        BROKEN,
        /** With something that is no answer. */
        GARBAGE,
        /** Not at all, with the connection open. */
        SILENT
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Map<String, List<JsonObject>> subjects = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.WELL;
    private volatile @Nullable String authorization;

    public SchemaRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/registry";
    }

    /** Adds a version. */
    public SchemaRegistry put(String subject, String schema) {
        return put(subject, new JsonObject().put("schemaType", "JSON").put("schema", schema));
    }

    /** Adds a version that is more than its schema. */
    public SchemaRegistry put(String subject, JsonObject version) {
        List<JsonObject> versions = subjects.computeIfAbsent(subject, name -> new CopyOnWriteArrayList<>());
        versions.add(version.copy()
                .put("subject", subject)
                .put("version", versions.size() + 1)
                .put("id", 100 + versions.size()));
        return this;
    }

    /** What refers to a version. */
    public static JsonArray reference(String name, String subject, int version) {
        return JsonArray.of(
                new JsonObject().put("name", name).put("subject", subject).put("version", version));
    }

    public void mood(Mood now) {
        mood = now;
    }

    /** Answers nobody else. */
    public void demand(String header) {
        authorization = header;
    }

    /** The paths that were asked for, as they were written. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** Waits until somebody has asked that often in all. */
    public void awaitAsked(int times) {
        until(() -> asked.size() >= times);
    }

    /** Waits for something that comes by itself. */
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nothing happened");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Mood now = mood;
        asked.add(path);
        switch (now) {
            case SILENT -> {}
            case BROKEN -> answer(exchange, 500, error(50001, "Error in the backend data store"));
            case GARBAGE -> answer(exchange, 200, "<html>");
            default -> {
                String demanded = authorization;
                boolean allowed = demanded == null
                        || demanded.equals(exchange.getRequestHeaders().getFirst("Authorization"));
                if (allowed) {
                    find(exchange);
                } else {
                    answer(exchange, 401, error(40101, "Unauthorized"));
                }
            }
        }
    }

    private void find(HttpExchange exchange) throws IOException {
        String[] steps = exchange.getRequestURI().getPath().split("/");
        List<JsonObject> versions = steps.length == 6 ? subjects.getOrDefault(steps[3], List.of()) : List.of();
        if (versions.isEmpty()) {
            answer(exchange, 404, error(40401, "Subject '" + steps[3] + "' not found."));
            return;
        }
        int version = steps[5].equals("latest") ? versions.size() : Integer.parseInt(steps[5]);
        if (version > versions.size()) {
            answer(exchange, 404, error(40402, "Version " + version + " not found."));
        } else {
            answer(exchange, 200, versions.get(version - 1).encode());
        }
    }

    private static String error(int code, String message) {
        return new JsonObject().put("error_code", code).put("message", message).encode();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", TYPE);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
