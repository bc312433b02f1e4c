package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import io.carillon.support.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** The examples, each started by its one command, as two people in front of their browsers see them. */
class ExamplesIT {

    private ExampleProcess example;

    @AfterEach
    void close() {
        if (example != null) { // else it did not start, and left nothing
            example.close();
        }
    }

    /** Nothing that it has started is left, and the page has complained of nothing. */
    private void endsCleanly(ChromiumWindow... windows) {
        for (ChromiumWindow window : windows) {
            assertThat(window.complaints()).isEmpty();
        }
        List<ProcessHandle> processes = example.processes();
        assertThat(processes).isNotEmpty();

        assertThat(example.end()).isZero();

        Eventually.until(
                Duration.ofSeconds(20),
                "none of " + processes + " is left",
                () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void inTheChatOneSeesWhoIsThereWhatWasSaidBeforeAndWhatWaits() {
        example = ExampleProcess.start("chat");
        try (ChromiumWindow ada = ChromiumWindow.open(example.page("?name=Ada#tower"));
                ChromiumWindow grace = ChromiumWindow.open(example.page("?name=Grace#tower"))) {
            ada.awaitText("person", "Grace");
            say(ada, "Is anybody there?");
            grace.awaitText("message", "Is anybody there?");
            ada.fill("text", "I was abo");
            grace.awaitText("typing", "Ada is writing");

            grace.reload();
            grace.awaitText("message", "Is anybody there?");
            assertThat(grace.all("message")).hasSize(1);

            example.signal("STOP");
            say(ada, "Said to a server that does not answer");
            awaitState(ada, "message", "waiting");
            ada.awaitText("queue", "1 message waits");
            example.signal("CONT");
            grace.awaitText("message", "does not answer");
            ada.await("it to be stored", window -> states(window, "message").equals(List.of("sent", "sent")));

            ada.visit(example.page("?name=Ada#lobby"));
            ada.await("another room", window -> window.all("message").isEmpty());
            endsCleanly(ada, grace);
        }
    }

    private static void say(ChromiumWindow window, String text) {
        window.fill("text", text);
        window.click("send");
    }

    @Test
    void ofMarketDataASlowPageIsLeftOutWhatIsOutOfDateAndAnotherNothing() {
        example = ExampleProcess.start("market-data");
        try (ChromiumWindow normal = ChromiumWindow.open(example.page("?"))) {
            normal.await("prices", window -> number(window, "received") > 100);
            assertThat(normal.all("quote")).hasSizeGreaterThan(10);
            try (ChromiumWindow slow = ChromiumWindow.open(example.page("?slow"))) {
                slow.await("prices to be left out", window -> number(window, "left-out") > 10);
            }
            normal.await("nothing to be left out", window -> number(window, "left-out") == 0);
            endsCleanly(normal);
        }
    }

    private static double number(ChromiumWindow window, String name) {
        String digits = window.textOf(name).replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Double.parseDouble(digits);
    }

    @Test
    void onTheBoardOneSeesPointersAndNotesAndWhoComesLaterSeesTheNotes() {
        example = ExampleProcess.start("cursors");
        try (ChromiumWindow ada = ChromiumWindow.open(example.page("?name=Ada"));
                ChromiumWindow grace = ChromiumWindow.open(example.page("?name=Grace"))) {
            awaitUser(ada, "person", "Grace");
            ada.hover("board");
            awaitUser(grace, "pointer", "Ada");

            ada.click("add");
            ada.type("Oil the keyboard");
            awaitNotes(grace, "Oil the keyboard");
            ada.awaitGone("unsaved");

            grace.reload();
            awaitNotes(grace, "Oil the keyboard");
            endsCleanly(ada, grace);
        }
    }

    private static void awaitUser(ChromiumWindow window, String name, String user) {
        window.await(
                name + " of " + user,
                page -> attributes(page, name, "data-user").anyMatch(user::equals));
    }

    private static void awaitNotes(ChromiumWindow window, String... texts) {
        window.await(
                "notes", page -> attributes(page, "note", "data-text").toList().equals(List.of(texts)));
    }

    @Test
    void anOrderIsPlacedWithAServiceInAnotherProcessAndEveryWindowIsToldOfIt(@TempDir Path directory) {
        TestCluster cluster = new TestCluster(directory); // nobody else's
        example =
                ExampleProcess.start("order-service", "--cluster", cluster.xml().toString());
        try (ChromiumWindow ada = ChromiumWindow.open(example.page("?name=Ada"));
                ChromiumWindow elsewhere = ChromiumWindow.open(example.page("?name=Ada"))) {
            ada.fill("inscription", "Vivos voco");
            ada.click("place");

            awaitState(elsewhere, "order", "cast");
            awaitState(ada, "order", "cast");
            elsewhere.awaitText("order", "Vivos voco");

            elsewhere.reload();
            elsewhere.awaitText("order", "Vivos voco");
            assertThat(ada.all("order")).hasSize(1);
            endsCleanly(ada, elsewhere);
        }
    }

    private static void awaitState(ChromiumWindow window, String name, String state) {
        window.await(name + " to be " + state, page -> states(page, name).contains(state));
    }

    private static List<String> states(ChromiumWindow window, String name) {
        return attributes(window, name, "data-state").toList();
    }

    private static Stream<String> attributes(ChromiumWindow window, String name, String attribute) {
        return window.all(name).stream()
                .map((WebElement element) -> String.valueOf(element.getDomAttribute(attribute)));
    }
}
