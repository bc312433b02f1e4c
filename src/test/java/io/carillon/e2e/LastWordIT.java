package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ClosingServer;
import io.carillon.support.Eventually;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients do after each way in which a server can send them away. */
class LastWordIT {

    private static final Logger LOG = LoggerFactory.getLogger(LastWordIT.class);

    private static final int EACH = 10;
    private static final List<Integer> TERMINAL = List.of(1000, 1002, 1003, 1007, 1009, 4000, 4002);
    private static final List<Integer> PASSING = List.of(1001, 1005, 1006, 1008, 1011, 1012, 4001, 4003, 4321);
    private static final int ATTEMPTS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ClosingServer server = new ClosingServer();

    enum Kind {
        JAVA,
        NODE;

        Fleet fleet(Path directory, List<Fleet.Ship> ships) {
            return this == JAVA ? new JavaFleet(ships) : new NodeFleet(directory, ships);
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private List<Fleet.Ship> ships(String name, String treatment, int base, int cap) {
        JsonObject pace = new JsonObject().put("base", base).put("cap", cap).put("calm", 10_000);
        return IntStream.range(0, EACH)
                .mapToObj(i -> new Fleet.Ship(name + "-" + i, server.url(name + "-" + i, treatment), pace, "a.b.c"))
                .toList();
    }

    private LongStream attempts(String name) {
        return IntStream.range(0, EACH)
                .mapToLong(i -> server.arrivals(name + "-" + i).size());
    }

    /** Those that may come back have come {@value #ATTEMPTS} times: time enough for the others, too. */
    @ParameterizedTest
    @EnumSource
    void nobodyComesBackAfterACodeThatIsTheEnd(Kind kind, @TempDir Path directory) {
        List<Fleet.Ship> ships = new ArrayList<>();
        TERMINAL.forEach(code -> ships.addAll(ships("code" + code, "close/" + code, 50, 50)));
        PASSING.forEach(code -> ships.addAll(ships("code" + code, "close/" + code, 50, 50)));
        try (Fleet fleet = kind.fleet(directory, ships)) {
            for (int code : PASSING) {
                Eventually.until(
                        PATIENCE,
                        "all come back after " + code,
                        () -> attempts("code" + code).allMatch(attempts -> attempts >= ATTEMPTS));
            }
            Map<String, String> states = fleet.states();
            for (int code : TERMINAL) {
                assertThat(attempts("code" + code))
                        .as("attempts where %d was said", code)
                        .containsOnly(1L);
                assertThat(states.entrySet().stream()
                                .filter(state -> state.getKey().startsWith("code" + code + "-"))
                                .map(Map.Entry::getValue))
                        .containsOnly("closed " + code);
            }
        }
    }

    /** A drain is no failure, and the server has spread its closes; with failures the seventh pause would be up to 12.8 s. */
    @ParameterizedTest
    @EnumSource
    void whoWasAnnouncedToComesBackSoon(Kind kind, @TempDir Path directory) {
        int base = 200;
        try (Fleet fleet = kind.fleet(directory, ships("drained", "drain", base, 20_000))) {
            Eventually.until(
                    PATIENCE, "all come back", () -> attempts("drained").allMatch(attempts -> attempts >= ATTEMPTS));
            List<Long> last = fleet.pauses().values().stream() // as they were meant: the machine cannot prolong these
                    .map(pauses -> pauses.get(ATTEMPTS - 2))
                    .sorted()
                    .toList();
            LOG.info("{}: the seventh pauses after a drain: {}", kind, last);
            assertThat(last.get(EACH / 2)).as("the median").isLessThan(2_000);
            assertThat(fleet.states()).hasSize(EACH);
        }
    }

    /** And not all at the same moment, either. */
    @ParameterizedTest
    @EnumSource
    void whoIsAskedToComeLaterComesLater(Kind kind, @TempDir Path directory) {
        Map<String, Integer> least = Map.of("later", 5_000, "unavailable", 2_000, "limited", 3_000);
        List<Fleet.Ship> ships = new ArrayList<>();
        ships.addAll(ships("later", "close/1013", 2_000, 2_000));
        ships.addAll(ships("unavailable", "refuse/503/2", 2_000, 2_000));
        ships.addAll(ships("limited", "refuse/429/3", 2_000, 2_000));
        try (Fleet fleet = kind.fleet(directory, ships)) {
            least.forEach((name, millis) -> {
                Eventually.until(PATIENCE, "all come back", () -> attempts(name).allMatch(attempts -> attempts >= 2));
                List<Long> pauses = IntStream.range(0, EACH)
                        .mapToObj(i -> pauses(name + "-" + i).get(0))
                        .toList();
                LOG.info("{}: pauses of those that were to wait for {} ms: {}", kind, millis, pauses);
                assertThat(pauses).allSatisfy(pause -> assertThat(pause).isGreaterThanOrEqualTo(millis - 5L));
                assertThat(meant(fleet, name)) // which the machine cannot prolong
                        .allSatisfy(pause -> assertThat(pause).isLessThan(millis + 5_000L));
                assertThat(pauses.stream().mapToLong(pause -> pause).max().getAsLong()
                                - pauses.stream()
                                        .mapToLong(pause -> pause)
                                        .min()
                                        .getAsLong())
                        .as("ms from the first to the last")
                        .isGreaterThan(100);
            });
            assertThat(fleet.states()).hasSize(ships.size());
        }
    }

    /** The first that each of them has meant to make, in ms. */
    private static List<Long> meant(Fleet fleet, String name) {
        Map<String, List<Long>> pauses = fleet.pauses();
        return IntStream.range(0, EACH)
                .mapToObj(i -> pauses.get(name + "-" + i).get(0))
                .toList();
    }

    /** In ms. */
    private List<Long> pauses(String name) {
        List<Long> arrivals = server.arrivals(name);
        return IntStream.range(1, arrivals.size())
                .mapToObj(i -> arrivals.get(i) - arrivals.get(i - 1))
                .toList();
    }
}
