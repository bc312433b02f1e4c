package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Application;
import io.carillon.support.Client;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application publishes to plain rooms of three nodes, each of which gets every third of its requests. */
class BusOrderTest {

    private static final int MESSAGES = 1_000;
    private static final int PAGE = 250;

    private static TestCluster cluster;
    private static final List<TestServer> nodes = new ArrayList<>();
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        for (int i = 0; i < 3; i++) {
            nodes.add(cluster.start());
        }
        application = new Application(cluster.xml());
    }

    @AfterAll
    static void stop() {
        application.close();
        cluster.close();
    }

    private static JsonObject message(String room, Object data) {
        return new JsonObject().put("room", room).put("data", data);
    }

    @Test
    void whoeverWaitsForEachAnswerIsHeardInOrderEverywhere() {
        for (String room : List.of("plain:a", "plain:b", "plain:c")) {
            List<Client> members =
                    nodes.stream().map(node -> node.connect("ann")).toList();
            try {
                members.forEach(member -> member.join(room));
                for (int from = 0; from < MESSAGES; from += PAGE) { // whoever never reads answers no pings
                    List<Long> page =
                            LongStream.range(from, from + PAGE).boxed().toList();
                    page.forEach(i -> application.ask("carillon.publish", message(room, i)));
                    for (Client member : members) {
                        List<Long> heard = new ArrayList<>();
                        while (heard.size() < PAGE) {
                            heard.add(member.next().getLong("data"));
                        }
                        assertThat(heard).isEqualTo(page);
                    }
                }
            } finally {
                members.forEach(Client::close);
            }
        }
    }

    @Test
    void aMessageIsFromWhomItSaysWhicheverNodeHandsItOn() {
        try (Client member = nodes.get(2).connect("bob")) {
            for (int i = 0; i < 6; i++) {
                String room = "plain:from-" + i;
                member.join(room);
                application.ask("carillon.publish", message(room, null).put("user", "zoe"));

                JsonObject heard = member.next();
                assertThat(heard.remove("time")).isInstanceOf(Long.class);
                assertThat(heard)
                        .isEqualTo(message(room, null)
                                .put("type", "message")
                                .put("from", new JsonObject().put("user", "zoe")));
            }
        }
    }
}
