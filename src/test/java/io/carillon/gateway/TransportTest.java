package io.carillon.gateway;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.HttpConfig;
import io.carillon.support.Client;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways onto a socket, each with peers that keep up and peers that do not. */
@Timeout(180)
@Tag("slow")
class TransportTest {

    /** More than one system call sends to. */
    private static final int MANY = 2 * RingWriter.MOST + 200;

    private static final int LARGE = 60_000;

    private static TestServer start(HttpConfig.Transport transport, String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.add("http.transport=" + transport);
        return TestServer.start(settings.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(HttpConfig.Transport.class)
    void reachesEveryMemberInOrderHoweverManyThereAre(HttpConfig.Transport transport) {
        try (TestServer server = start(transport, "keepalive.interval=10m"); // nobody reads until all are there
                Client publisher = server.connect("publisher")) {
            publisher.join("many");
            List<Client> members = new ArrayList<>();
            String token = Tokens.of("member");
            for (int i = 0; i < MANY; i++) {
                members.add(Client.connect(server.port(), "/ws", token));
                members.get(i).join("many");
            }
            for (int i = 0; i < 5; i++) { // some of them in one turn
                publisher.send(message("publish", "many").put("data", i).put("echo", false));
            }

            for (Client member : members) {
                for (int i = 0; i < 5; i++) {
                    assertThat(member.next().getInteger("data")).isEqualTo(i);
                }
            }
            members.forEach(Client::close);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpConfig.Transport.class)
    void losesNothingWhereASocketTakesOnlyAPartOfAFrame(HttpConfig.Transport transport) {
        try (TestServer server = start(transport, "limits.queue=64MiB");
                Client publisher = server.connect("publisher");
                Client slow = SlowReaders.slow(server)) {
            publisher.join("parts");
            slow.join("parts");
            for (int i = 0; i < SlowReaders.FLOODS; i++) { // messages and answers, in one queue
                slow.send(message("ping", "parts").put("id", i));
                String data = i + ":" + "x".repeat(LARGE);
                publisher.result(message("publish", "parts").put("data", data).put("echo", false));
            }

            List<Integer> numbers = new ArrayList<>();
            List<Integer> answers = new ArrayList<>();
            while (numbers.size() < SlowReaders.FLOODS || answers.size() < SlowReaders.FLOODS) {
                var next = slow.next();
                if (next.getString("type").equals("reply")) {
                    answers.add(next.getInteger("id"));
                } else {
                    String data = next.getString("data");
                    int colon = data.indexOf(':');
                    assertThat(data).hasSize(colon + 1 + LARGE);
                    numbers.add(Integer.valueOf(data.substring(0, colon)));
                }
            }
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
            assertThat(answers).isSorted().doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpConfig.Transport.class)
    void goesOnWhereAPeerIsGoneWithoutAWord(HttpConfig.Transport transport) {
        try (TestServer server = start(transport);
                Client publisher = server.connect("publisher");
                Client stays = server.connect("stays")) {
            publisher.join("gone");
            stays.join("gone");
            for (int i = 0; i < 50; i++) {
                Client leaves = server.connect("leaves");
                leaves.join("gone");
                publisher.send(message("publish", "gone").put("data", i).put("echo", false));
                leaves.socket().reset();
                publisher.send(message("publish", "gone").put("data", -i).put("echo", false));
            }

            for (int i = 0; i < 50; i++) {
                assertThat(stays.next().getInteger("data")).isEqualTo(i);
                assertThat(stays.next().getInteger("data")).isEqualTo(-i);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void givesRingsBackWhereThePortIsTakenAndInTheEnd() throws IOException {
        long before = rings();
        try (TestServer first = start(HttpConfig.Transport.IO_URING)) {
            long own = rings();
            String taken = "http.port=" + first.port();

            assertThatThrownBy(() -> start(HttpConfig.Transport.IO_URING, taken))
                    .hasMessageContaining("in use");
            assertThat(rings()).isEqualTo(own);
        }
        assertThat(rings()).isEqualTo(before);
    }

    /** How many the process has. */
    private static long rings() throws IOException {
        long rings = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                try {
                    rings += Files.readSymbolicLink(descriptor).toString().contains("[io_uring]") ? 1 : 0;
                } catch (NoSuchFileException e) {
                    continue; // closed while this looks
                }
            }
        }
        return rings;
    }

    @Test
    void isTheFastestOneThatTheSystemPermits() {
        assertThat(Transport.choose(HttpConfig.Transport.NIO)).isEqualTo(Transport.NIO);
        assertThat(Transport.choose(HttpConfig.Transport.AUTO))
                .isEqualTo(Transport.choose(HttpConfig.Transport.IO_URING));
        assertThat(Transport.choose(HttpConfig.Transport.EPOLL).isNative())
                .isEqualTo(io.netty.channel.epoll.Epoll.isAvailable());
    }
}
