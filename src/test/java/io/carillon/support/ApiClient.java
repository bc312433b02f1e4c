package io.carillon.support;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of the HTTP API, with a token of the scope {@code api} unless a test says something else. Blocking. */
public final class ApiClient {

    private static final Duration PATIENCE = Duration.ofMinutes(20); // tests have timeouts of their own
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final String base;
    private final String token;

    public ApiClient(int port) {
        this(port, token("service"));
    }

    /** @param token null for none */
    public ApiClient(int port, String token) {
        this.base = "http://127.0.0.1:" + port + "/api/v1";
        this.token = token;
    }

    /** One with the scope {@code api}. */
    public static String token(String user) {
        return Tokens.sign(new JsonObject()
                .put("sub", user)
                .put("exp", Tokens.now() + 3600)
                .put("scope", "admin api"));
    }

    public HttpAnswer get(String path, String... headers) {
        return ask("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
    }

    public HttpAnswer delete(String path, String... headers) {
        return ask("DELETE", path, HttpRequest.BodyPublishers.noBody(), headers);
    }

    /** With a body of JSON. */
    public HttpAnswer post(String path, String json, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return ask("POST", path, HttpRequest.BodyPublishers.ofString(json), all);
    }

    public HttpAnswer lines(String path, String lines, String... headers) {
        return lines(path, HttpRequest.BodyPublishers.ofString(lines), headers);
    }

    public HttpAnswer lines(String path, HttpRequest.BodyPublisher lines, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/x-ndjson";
        return ask("POST", path, lines, all);
    }

    public HttpAnswer ask(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        try {
            HttpResponse<String> response =
                    HTTP.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
            return new HttpAnswer(response.statusCode(), lower(response), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest request(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .method(method, body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Expect")) {
                request.expectContinue(true);
            } else {
                request.header(headers[i], headers[i + 1]);
            }
        }
        return request.build();
    }

    private static Map<String, List<String>> lower(HttpResponse<?> response) {
        Map<String, List<String>> lower = new HashMap<>();
        response.headers().map().forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
        return lower;
    }

    /** As a part of a path or query. */
    public static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    // ---- events

    /** One Server-Sent Event; {@code id} and {@code data} as they were at its end. */
    public record Event(String name, String id, JsonObject data) {}

    /** A reader of events, as a browser's {@code EventSource} reads them, but that does not come back by itself. */
    public static final class Events implements AutoCloseable {

        private static final long PATIENCE_OF_READERS = 30;
        private static final Event END = new Event("(end)", "", new JsonObject());

        private final HttpResponse<InputStream> response;
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private volatile String lastId = "";
        private volatile String retry = "";
        private volatile int comments;
        private volatile boolean begun;

        private Events(HttpResponse<InputStream> response) {
            this.response = response;
            Thread reader = new Thread(this::read, "events");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                String name = "message";
                StringBuilder data = new StringBuilder();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    int colon = line.indexOf(':');
                    String field = colon < 0 ? line : line.substring(0, colon);
                    String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
                    switch (field) {
                        case "event" -> name = value;
                        case "data" -> data.append(value);
                        case "id" -> lastId = value;
                        case "retry" -> retry = value;
                        default -> {
                            if (!line.isEmpty()) {
                                comments++;
                            } else {
                                begun = true;
                                if (data.length() > 0) {
                                    events.add(new Event(name, lastId, new JsonObject(data.toString())));
                                }
                                name = "message";
                                data.setLength(0);
                            }
                        }
                    }
                }
            } catch (IOException e) {
                // cut off: the end is all that there is to be told
            }
            events.add(END);
        }

        public String connection() {
            return response.headers().firstValue("Carillon-Connection").orElseThrow();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The next event. */
        public Event next() {
            try {
                Event next = events.poll(PATIENCE_OF_READERS, TimeUnit.SECONDS);
                if (next == null || next == END) {
                    throw new AssertionError(next == null ? "no event came" : "the events have ended");
                }
                return next;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** The next event if it has come; null where none has. */
        public Event poll() {
            return events.poll();
        }

        /** Waits for the end, and returns what came before. */
        public List<Event> rest() {
            List<Event> rest = new ArrayList<>();
            try {
                for (Event next = events.poll(PATIENCE_OF_READERS, TimeUnit.SECONDS);
                        next != END;
                        next = events.poll(PATIENCE_OF_READERS, TimeUnit.SECONDS)) {
                    if (next == null) {
                        throw new AssertionError("the events do not end; they were " + rest);
                    }
                    rest.add(next);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return rest;
        }

        /** What a browser would send as {@code Last-Event-ID}. */
        public String lastId() {
            return lastId;
        }

        public String retry() {
            return retry;
        }

        /** Whether the first block has come. */
        public boolean hasBegun() {
            return begun;
        }

        public int comments() {
            return comments;
        }

        @Override
        public void close() {
            try {
                response.body().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Follows a room; the server has let the reader in when this returns. */
    public Events follow(String path, String... headers) {
        try {
            HttpResponse<InputStream> response = HTTP.send(
                    request("GET", path, HttpRequest.BodyPublishers.noBody(), headers),
                    HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new AssertionError(response.statusCode() + " "
                        + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
            }
            return new Events(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
