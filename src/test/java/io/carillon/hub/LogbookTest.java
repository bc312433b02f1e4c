package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.support.SetClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of connections, by itself. */
class LogbookTest {

    private static final RoomName ROOM = new RoomName("room");
    private static final RoomName OTHER = new RoomName("other");
    private static final RefusedException NO = new RefusedException(ErrorCode.FORBIDDEN, "no");
    private static final Logbook.Request PUBLISH = new Logbook.Request("publish", ROOM);
    private static final Ending ENDING = new Ending(Ending.Side.CLIENT, 1000, "bye", null, 0);

    private final SetClock clock = new SetClock();
    private final Logbook logbook = new Logbook(512, clock);
    private final Archive archive = new Archive("node", logbook, new Inheritance(512));

    private Connection open(String id) {
        Connection connection = new Connection(id, "user-" + id, null, null);
        logbook.opened(connection);
        return connection;
    }

    private void refuse(Connection connection, int times) {
        for (int i = 0; i < times; i++) {
            logbook.refused(connection, PUBLISH, NO);
        }
    }

    private List<String> events(String id) {
        JsonArray events = archive.find(id).orElseThrow().getJsonArray("events");
        return events.stream()
                .map(event -> ((JsonObject) event).getString("event"))
                .toList();
    }

    @Test
    void aConnectionThatIsRefusedWithoutEndKeepsItsEndAndTheOthers() {
        Connection quiet = open("quiet");
        Connection loud = open("loud");
        refuse(loud, 100_000);
        logbook.closed(loud, ENDING);
        logbook.closed(quiet, ENDING);

        assertThat(events("quiet")).containsExactly("opened", "closed");
        assertThat(events("loud")).hasSize(Logbook.AT_ONCE + 1).endsWith("refused", "closed");
        assertThat(archive.find("loud").orElseThrow().getInteger("omitted")).isEqualTo(100_002 - Logbook.AT_ONCE - 1);
    }

    @Test
    void itMayWriteAgainAfterAWhile() {
        Connection loud = open("loud");
        refuse(loud, 1000);
        clock.pass(3L * Logbook.EACH_MILLIS);
        refuse(loud, 1000);
        logbook.closed(loud, ENDING);

        assertThat(events("loud")).hasSize(Logbook.AT_ONCE + 4);
    }

    @Test
    void theNewestTakeThePlaceOfTheOldest() {
        for (int i = 0; i < 1000; i++) {
            Connection connection = open("c" + i);
            logbook.closed(connection, ENDING);
        }

        assertThat(events("c999")).containsExactly("opened", "closed");
        assertThat(archive.find("c0")).isEmpty();
        List<Logbook.Entry> kept = new ArrayList<>();
        logbook.forEach(kept::add);
        assertThat(kept).hasSize(512);
    }

    @Test
    void whatAllMembersAreToldIsToldOfThoseThatWereThere() {
        Connection before = open("before");
        Connection member = open("member");
        Connection elsewhere = open("elsewhere");
        logbook.joined(before, ROOM, true, null);
        logbook.left(before, ROOM, null);
        logbook.joined(member, ROOM, true, null);
        logbook.joined(elsewhere, OTHER, true, null);
        clock.pass(1);
        logbook.reset(ROOM, new Position("epoch", 7));
        logbook.reset(ROOM, new Position("epoch", 7)); // of another event loop
        List.of(before, member, elsewhere).forEach(connection -> logbook.closed(connection, ENDING));

        assertThat(events("member")).containsExactly("opened", "joined", "reset", "closed");
        assertThat(events("before")).containsExactly("opened", "joined", "left", "closed");
        assertThat(events("elsewhere")).containsExactly("opened", "joined", "closed");
    }

    @Test
    void reasonsTellNothingOfWhatWasSaid() {
        Connection connection = open("c");
        logbook.refused(
                connection,
                PUBLISH,
                RefusedException.invalid("found 4711", List.of(new io.carillon.message.Misfit("/card", "found 4711"))));
        logbook.failed(connection, new IllegalStateException("4711"));
        logbook.closed(connection, ENDING);

        assertThat(archive.find("c").orElseThrow().encode())
                .doesNotContain("4711")
                .contains("/card", "java.lang.IllegalStateException");
    }

    @Test
    void manyThreadsWriteAtOnce() throws InterruptedException {
        List<Thread> writers = IntStream.range(0, 8)
                .mapToObj(writer -> new Thread(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        logbook.closed(open(writer + "-" + i), ENDING);
                    }
                }))
                .toList();
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }

        List<Logbook.Entry> kept = new ArrayList<>();
        logbook.forEach(kept::add);
        assertThat(kept).hasSize(512).doesNotHaveDuplicates();
    }

    @Test
    void noneRemembersNothing() {
        Logbook off = new Logbook(0, clock);
        Connection connection = new Connection("c", "user", null, null);
        off.opened(connection);
        off.refused(connection, PUBLISH, NO);
        off.draining();
        off.closed(connection, ENDING);

        assertThat(connection.happened()).isZero();
        assertThat(new Archive("node", off, new Inheritance(0)).find("c")).isEmpty();
    }

    @Test
    void whatOtherNodesHaveLeftIsBounded() {
        Inheritance inherited = new Inheritance(512);
        Logbook theirs = new Logbook(512, clock);
        Archive gone = new Archive("gone", theirs, new Inheritance(512));
        for (int i = 0; i < 250; i++) {
            Connection connection = new Connection("c" + i, "user", null, null);
            theirs.opened(connection);
            theirs.closed(connection, ENDING);
            clock.pass(1);
        }
        gone.newest(1000).stream()
                .map(each -> each.get())
                .map(told -> new Inheritance.Heirloom(
                        Departed.of(told), told.toBuffer().getBytes()))
                .forEach(inherited::add);

        assertThat(gone.newest(1000)).hasSize(250);
        assertThat(inherited.all().size()).isBetween(10, 200);
        assertThat(new Archive("heir", logbook, inherited)
                        .find("c249")
                        .orElseThrow()
                        .getString("node"))
                .isEqualTo("gone");
        assertThat(inherited.find("c0")).isNull();
    }
}
