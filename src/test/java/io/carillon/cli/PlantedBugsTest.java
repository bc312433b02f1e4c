package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.StreamStore;
import io.carillon.config.StreamSettings;
import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.carillon.stream.Slice;
import io.carillon.support.MeddlingProxy;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A checker that finds nothing may be blind. Here it looks at a real server in which something was broken on purpose, and
 * has to find that, and nothing where nothing was.
 */
@Tag("slow")
class PlantedBugsTest {

    private static final String STREAMS = "rooms={\"verify:*\": {stream: {size: 10000, ttl: 1h}}}";

    /** Which message it happens to: when everybody has been there for a while. */
    private static final int VICTIM = 40;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Passes everything on, and does something to one message for one subscriber. */
    private abstract static class Once implements MeddlingProxy.Meddler {
        private final Set<Integer> publishers = new HashSet<>();
        private int subscriber = -1;
        private int messages;

        @Override
        public JsonObject toServer(int connection, JsonObject message) {
            if (message.getString("type").equals("publish")) {
                publishers.add(connection);
            }
            return message;
        }

        @Override
        public List<JsonObject> toClient(int connection, JsonObject message, Runnable hangUp) {
            if (!message.getString("type").equals("message") || publishers.contains(connection)) {
                return List.of(message);
            }
            messages++;
            subscriber = messages == VICTIM ? connection : subscriber;
            return messages == VICTIM
                    ? victim(message, hangUp)
                    : subscriber == connection ? other(message) : List.of(message);
        }

        abstract List<JsonObject> victim(JsonObject message, Runnable hangUp);

        List<JsonObject> other(JsonObject message) {
            return List.of(message);
        }
    }

    @Test
    void nothingIsFoundWhereNothingIsWrong() {
        JsonObject report = throughProxy(new Once() {
            @Override
            List<JsonObject> victim(JsonObject message, Runnable hangUp) {
                hangUp.run(); // which good clients stand
                return List.of();
            }
        });

        assertThat(report.getJsonArray("violations")).isEmpty();
        assertThat(report.getBoolean("faultless")).isTrue();
        assertThat(report.getInteger("recovered")).isEqualTo(1);
        assertThat(report.getInteger("received")).isEqualTo(4 * report.getInteger("published"));
    }

    @Test
    void aMessageThatTheBusDroppedIsAGap() {
        JsonObject found = only("gap", throughProxy(new Once() {
            @Override
            List<JsonObject> victim(JsonObject message, Runnable hangUp) {
                return List.of();
            }
        }));

        assertThat(found.getString("text")).contains("did not come", "acknowledged at");
    }

    @Test
    void aMessageThatTheBusDoubledIsADuplicate() {
        JsonObject found = only("duplicate", throughProxy(new Once() {
            @Override
            List<JsonObject> victim(JsonObject message, Runnable hangUp) {
                return List.of(message, message);
            }
        }));

        assertThat(found.getString("text")).contains("came twice, first at");
    }

    @Test
    void twoMessagesThatTheBusSwappedAreOutOfOrder() {
        JsonObject found = only("disorder", throughProxy(new Once() {
            private @Nullable JsonObject held;

            @Override
            List<JsonObject> victim(JsonObject message, Runnable hangUp) {
                held = message;
                return List.of();
            }

            @Override
            List<JsonObject> other(JsonObject message) {
                JsonObject before = held;
                held = null;
                return before == null ? List.of(message) : List.of(message, before);
            }
        }));

        assertThat(found.getString("text")).contains("came behind offset");
    }

    @Test
    void aRecoveryThatBeginsOneTooLateIsFound() {
        JsonObject found = only("skipped", throughProxy(new Once() {
            @Override
            List<JsonObject> victim(JsonObject message, Runnable hangUp) {
                hangUp.run();
                return List.of();
            }

            @Override
            public JsonObject toServer(int connection, JsonObject message) {
                JsonObject recover = message.getJsonObject("recover");
                if (recover != null) {
                    recover.put("offset", recover.getLong("offset") + 1);
                }
                return super.toServer(connection, message);
            }

            @Override
            public List<JsonObject> toClient(int connection, JsonObject message, Runnable hangUp) {
                JsonObject result = message.getJsonObject("result");
                if (result != null && result.getBoolean("recovered", false)) {
                    result.put("offset", result.getLong("offset") - 1);
                }
                return super.toClient(connection, message, hangUp);
            }
        }));

        assertThat(found.getString("text")).contains("did not come");
        assertThat(String.join("\n", around(found))).contains("recovered, offset");
    }

    @Test
    void anOffsetThatIsGivenTwiceIsFound() {
        JsonObject report = onStore(store -> new Decorated(store) {
            @Override
            Future<Appended> victim(Append append, StreamSettings settings) {
                return super.victim(append, settings).map(done -> {
                    Position at = done.position();
                    return new Appended(new Position(at.epoch(), at.offset() - 1), done.duplicate());
                });
            }
        });

        JsonObject found = first("offset-twice", report);
        assertThat(found.getString("text")).contains("acknowledged as offset");
        assertThat(found.getString("key")).startsWith(report.getString("run"));
    }

    @Test
    void anAcknowledgedMessageThatWasNotStoredIsFound() {
        JsonObject report = onStore(store -> new Decorated(store) {
            @Override
            Future<Appended> victim(Append append, StreamSettings settings) {
                return store.read(append.room(), 0, 0, false, settings)
                        .map(slice -> new Appended(new Position(slice.epoch(), slice.offset() + 1), false));
            }
        });

        JsonObject found =
                first(report.getJsonObject("violations_by_kind").getInteger("lost") > 0 ? "lost" : "unstored", report);
        assertThat(found.getString("text")).contains("acknowledged, and not in the history");
        assertThat(found.getInteger("publisher")).isPositive();
    }

    /** A store that does something else with one append. */
    private static class Decorated implements StreamStore {
        private final StreamStore store;
        private int appends;

        Decorated(StreamStore store) {
            this.store = store;
        }

        @Override
        public synchronized Future<Appended> append(Append append, StreamSettings settings) {
            appends++;
            return appends == VICTIM ? victim(append, settings) : store.append(append, settings);
        }

        Future<Appended> victim(Append append, StreamSettings settings) {
            return store.append(append, settings);
        }

        @Override
        public Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings settings) {
            return store.read(room, since, limit, reverse, settings);
        }

        @Override
        public Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> rooms) {
            return store.positions(rooms);
        }
    }

    private JsonObject throughProxy(MeddlingProxy.Meddler meddler) {
        try (TestServer server = TestServer.start(STREAMS);
                MeddlingProxy proxy = new MeddlingProxy(server.port(), meddler)) {
            return verify(proxy.port());
        }
    }

    private JsonObject onStore(UnaryOperator<StreamStore> decoration) {
        try (TestServer server = TestServer.startWithStore(decoration, STREAMS)) {
            return verify(server.port());
        }
    }

    private JsonObject verify(int port) {
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "ws://127.0.0.1:" + port + "/ws",
                "--token=" + Tokens.of("verify"),
                "--subscribers=4",
                "--rooms=1",
                "--publishers=2",
                "--rate=50",
                "--duration=2s",
                "--json"));
        String[] all = arguments.toArray(String[]::new);
        int status = Quiet.commands(all)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
        JsonObject report = new JsonObject(out.toString());
        assertThat(status).as(out.toString()).isEqualTo(report.getBoolean("faultless") ? 0 : 1);
        return report;
    }

    private static JsonObject only(String kind, JsonObject report) {
        assertThat(report.getJsonArray("violations"))
                .as(report.encodePrettily())
                .hasSize(1);
        return first(kind, report);
    }

    /** The first violation of a kind, with its evidence. */
    private static JsonObject first(String kind, JsonObject report) {
        JsonArray violations = report.getJsonArray("violations");
        JsonObject found = violations.stream()
                .map(JsonObject.class::cast)
                .filter(violation -> violation.getString("kind").equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + ": " + report.encodePrettily()));
        assertThat(report.getJsonObject("violations_by_kind").getInteger(kind)).isPositive();
        assertThat(found.getString("room")).startsWith("verify:" + report.getString("run"));
        assertThat(found.getString("who")).isNotEmpty();
        assertThat(found.getLong("offset")).isPositive();
        assertThat(found.getString("epoch")).isNotEmpty();
        assertThat(around(found)).hasSizeGreaterThan(3);
        return found;
    }

    private static List<String> around(JsonObject found) {
        return found.getJsonArray("around").stream().map(String::valueOf).toList();
    }
}
