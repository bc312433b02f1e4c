package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The demo page in a browser, against a server in its own process. */
class DemoPageIT {

    private ServerProcess server;
    private ChromiumWindow ada;

    @BeforeEach
    void openOneWindow() {
        server = ServerProcess.startDevToComeBack();
        ada = ChromiumWindow.open(server.uri());
    }

    @AfterEach
    void closeEverything() {
        try {
            ada.close();
        } finally {
            server.close();
        }
    }

    @Test
    void twoPeopleTalkAndSeeWhoSpokeAndWhereTheyAre() {
        enter(ada, "Ada");
        try (ChromiumWindow grace = enter(ChromiumWindow.open(server.uri()), "Grace")) {
            say(ada, "Is anybody there?");
            grace.awaitText("message", "Is anybody there?");
            say(grace, "I am");
            ada.awaitText("message", "I am");
            grace.awaitText("message", "I am"); // whom it reaches by a way of her own

            assertThat(speakers(ada)).containsExactly("Ada", "Grace");
            assertThat(speakers(grace)).containsExactly("Ada", "Grace");
            assertThat(own(grace)).containsExactly(false, true);
            assertThat(ada.textOf("node")).contains(shortened(server.node()));
            ada.awaitText("nodes", "1 node");
        }
    }

    @Test
    void whatSomebodyWritesIsNeverMarkup() {
        enter(ada, "Ada");

        say(ada, "<img src=x onerror=alert(1)> & <b>bold</b>");

        ada.awaitText("message", "<img src=x onerror=alert(1)> & <b>bold</b>");
        assertThat(ada.complaints()).isEmpty();
    }

    @Test
    void comesBackByItselfWhenTheServerDoes() {
        enter(ada, "Ada");
        join(ada, "tower");
        server.kill();
        ada.awaitText("banner", "Trying again");
        ada.fill("message-input", "written while the server was away");
        assertThat(ada.see("send").isEnabled()).isFalse();

        ServerProcess old = server;
        server = old.startAgainOnTheSamePort();
        old.close();
        awaitConnected(ada);
        ada.await("the text to be sendable", window -> window.see("send").isEnabled());

        assertThat(ada.textOf("node")).contains(shortened(server.node()));
        ada.click("send");
        ada.awaitText("message", "written while the server was away");
        awaitRooms(ada, "lobby", "tower");
    }

    @Test
    void aRoomThatWasLeftIsSilent() {
        enter(ada, "Ada");
        try (ChromiumWindow grace = enter(ChromiumWindow.open(server.uri()), "Grace")) {
            join(ada, "tower");
            join(grace, "tower");
            ada.click("leave");
            awaitRooms(ada, "lobby");

            say(grace, "who is still here?");
            grace.awaitText("message", "who is still here?");
            openFromList(grace, "lobby");
            say(grace, "in the lobby");

            ada.awaitText("message", "in the lobby");
            assertThat(texts(ada)).noneMatch(text -> text.contains("who is still here?"));
        }
    }

    @Test
    void countsWhatIsSaidInAnotherRoom() {
        enter(ada, "Ada");
        try (ChromiumWindow grace = enter(ChromiumWindow.open(server.uri()), "Grace")) {
            join(ada, "tower");

            say(grace, "one");
            say(grace, "two");

            ada.await(
                    "two unread messages",
                    window -> window.sees("unread") && window.textOf("unread").equals("2"));
            ada.await("the title to say so", window -> window.title().startsWith("(2)"));
            openFromList(ada, "lobby");
            ada.awaitGone("unread");
        }
    }

    @Test
    void aLinkOpensItsRoom() {
        ada.visit(URI.create("about:blank")); // else only the fragment would change
        ada.visit(server.uri().resolve("/#chat:caf%C3%A9"));

        enter(ada, "Ada");

        assertThat(ada.textOf("room-name")).isEqualTo("chat:café");
    }

    @Test
    void remembersTheNameAndTheRooms() {
        enter(ada, "Ada");
        join(ada, "tower");

        ada.reload();

        ada.awaitText("me", "Ada");
        awaitRooms(ada, "lobby", "tower");
    }

    @Test
    void theKeyboardIsEnough() {
        awaitFocus(ada, "name-input");
        ada.type("Ada", Keys.ENTER);
        awaitConnected(ada);
        awaitFocus(ada, "message-input");

        ada.chord(Keys.CONTROL, "k");
        awaitFocus(ada, "room-input");
        ada.type("tower", Keys.ENTER);
        awaitRoom(ada, "tower");
        awaitFocus(ada, "message-input");

        ada.type("first line");
        ada.chord(Keys.SHIFT, Keys.ENTER);
        ada.type("second line", Keys.ENTER);
        ada.awaitText("message", "first line\nsecond line");

        ada.chord(Keys.ALT, Keys.ARROW_UP);
        awaitRoom(ada, "lobby");
    }

    private static ChromiumWindow enter(ChromiumWindow window, String name) {
        window.fill("name-input", name);
        window.click("enter");
        awaitConnected(window);
        awaitWritable(window);
        return window;
    }

    private static void awaitConnected(ChromiumWindow window) {
        window.await(
                "the page to be connected",
                page -> "open".equals(page.see("status").getDomAttribute("data-state")));
    }

    private static void join(ChromiumWindow window, String room) {
        window.fill("room-input", room);
        window.click("join");
        awaitRoom(window, room);
    }

    private static void openFromList(ChromiumWindow window, String room) {
        window.await(
                room + " to be in the list",
                page -> { // which is drawn anew whenever something is said
                    Optional<WebElement> button = page.all("room").stream()
                            .filter(one -> room.equals(one.getDomAttribute("data-room")))
                            .findFirst();
                    button.ifPresent(WebElement::click);
                    return button.isPresent();
                });
        awaitRoom(window, room);
    }

    private static void awaitRoom(ChromiumWindow window, String room) {
        window.awaitText("room-name", room);
        awaitWritable(window);
    }

    /** The hint says what stands in the way of writing: no connection, or a room that is not joined yet. */
    private static void awaitWritable(ChromiumWindow window) {
        window.awaitGone("hint");
    }

    private static void say(ChromiumWindow window, String text) {
        window.fill("message-input", text);
        window.click("send");
    }

    private static List<String> speakers(ChromiumWindow window) {
        return window.all("message").stream()
                .map(message -> message.getDomAttribute("data-user"))
                .toList();
    }

    private static List<Boolean> own(ChromiumWindow window) {
        return window.all("message").stream()
                .map(message ->
                        List.of(message.getDomAttribute("class").split(" ")).contains("own"))
                .toList();
    }

    private static List<String> texts(ChromiumWindow window) {
        return window.all("message").stream().map(WebElement::getText).toList();
    }

    private static void awaitFocus(ChromiumWindow window, String name) {
        window.await(name + " to have the focus", page -> page.focus().equals(name));
    }

    private static void awaitRooms(ChromiumWindow window, String... names) {
        window.await("the rooms " + List.of(names), page -> rooms(page).equals(List.of(names)));
    }

    private static List<String> rooms(ChromiumWindow window) {
        return window.all("room").stream()
                .map(button -> button.getDomAttribute("data-room"))
                .toList();
    }

    private static String shortened(String node) {
        return node.substring(0, Math.min(8, node.length()));
    }
}
