package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.RawSocket;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** What somebody finds out with the console about a cluster of three nodes under load, step by step as a person would. */
class ConsoleIT {

    private static ConsoleCluster cluster;

    private ConsoleWindow console;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new ConsoleCluster(directory);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void signIn() {
        console = ConsoleWindow.open(cluster.node(0)).signIn(ConsoleCluster.admin());
    }

    @AfterEach
    void hasNothingToComplainOf() {
        try (ConsoleWindow closed = console) {
            assertThat(closed.complaints()).isEmpty();
        }
    }

    // ---- why was this one closed?

    @Test
    void aSlowConsumerIsFoundFromTheOverviewAndExplainedByItsEvents() {
        Client slow = cluster.slowConsumer("slowpoke");

        console.awaitText(By.xpath("//dl/div[dt='Slow consumers']"), "closed in 10 min");
        console.window()
                .await(
                        "a slow consumer to be counted",
                        any -> !number("Slow consumers").equals("0"));
        console.see(By.linkText("closed in 10 min")).click();

        console.awaitHeading("Connections");
        console.row("connections", "slowpoke", "4003 slow consumer");
        console.openRow("connections", "slowpoke");
        console.awaitHeading(slow.id());
        console.window().awaitText("state", "Closed by the server");
        console.window().awaitText("state", "4003, it did not take what it was sent");
        console.window().awaitText("state", "waited");
        assertThat(events()).startsWith("Closed by the server: 4003").contains("Joined flood.", "Connected.");

        console.choose("event-kind", "joined");
        console.window().await("the others to be gone", any -> !events().contains("Closed"));
        assertThat(console.window().address()).contains("event=joined");
    }

    private String number(String tile) {
        return console.see(By.xpath("//dl/div[dt='" + tile + "']//*[contains(@class, 'tile-value')]"))
                .getText();
    }

    /** What has happened to the connection that is shown, without the times. */
    private String events() {
        return String.join(
                "\n",
                console.window().see("events").findElements(By.className("event-what")).stream()
                        .map(event -> event.getText())
                        .toList());
    }

    @Test
    void aUserIsRevokedAndItsConnectionIsFoundUnderTheClosedOnes() {
        Client mallory = cluster.connect(2, "mallory");

        console.page("Connections");
        console.write("connection-search", "mallory");
        console.openRow("connections", "mallory", mallory.id());
        console.window().awaitText("state", "Open for");
        console.window().click("revoke");
        console.awaitText(By.tagName("dialog"), "All connections of mallory");
        console.press("Revoke");

        console.awaitText(By.className("notices"), "The tokens of mallory are revoked; 1 connection closed with 4002.");
        assertThat(mallory.awaitClose().closeCode()).isEqualTo(4002);
        console.window().awaitText("state", "4002, its token was revoked");
        assertThat(events()).startsWith("Closed by the server: 4002, its token was revoked.");
        console.page("Connections");
        console.window().click("view-closed");
        console.choose("connection-code", "4002");
        console.row("connections", "mallory", mallory.id(), "4002 token revoked");
        assertThat(console.window().address()).contains("state=closed", "code=4002");
    }

    @Test
    void aConnectionIsClosedWithACodeAndAReason() {
        Client idler = cluster.connect(1, "idler");

        console.go("/connections/" + idler.id());
        console.window().click("disconnect");
        console.choose("close-code", "1013");
        console.write("close-reason", "come back at noon");
        console.press("Disconnect");

        RawSocket.Frame close = idler.awaitClose();
        assertThat(close.closeCode()).isEqualTo(1013);
        assertThat(close.closeReason()).isEqualTo("come back at noon");
        console.window().awaitText("state", "1013, it was to try again later: “come back at noon”");
    }

    // ---- has this one got everything?

    @Test
    void whoWasCutOffIsFoundAndHasRecovered() {
        Client commuter = cluster.connect(1, "commuter");
        JsonObject start = commuter.join("feed");
        commuter.socket().reset();
        Client again = cluster.connect(2, "commuter");
        JsonObject result = again.result(Client.message("join", "feed")
                .put(
                        "recover",
                        new JsonObject()
                                .put("epoch", start.getString("epoch"))
                                .put("offset", start.getLong("offset"))));
        assertThat(result.getBoolean("recovered")).isTrue();

        console.go("/connections?state=closed&user=commuter");
        console.row("connections", "commuter", "1006 network lost");
        console.openRow("connections", commuter.id());
        console.window().awaitText("state", "Lost");
        console.see(By.linkText("What commuter has open now")).click();
        console.openRow("connections", again.id());

        console.awaitHeading(again.id());
        console.window().awaitText("events", "Joined feed, and recovered: the stream goes on where it had been");
        console.row("connection-rooms", "feed");
    }

    // ---- what goes on in this room?

    @Test
    void aRoomIsFoundReadFollowedAndPublishedTo() {
        cluster.connect(1, "trader").join("orders:eu");
        cluster.api().post("/rooms/orders:eu/messages", "{\"article\": \"bell\"}");

        console.page("Rooms");
        console.row("rooms", "board:00");
        console.see(By.xpath("//nav[@aria-label='Pages of the list']//button[.='Next']"))
                .click();
        console.row("rooms", "board:59");
        console.row("rooms", "feed", String.valueOf(ConsoleCluster.BYSTANDERS));

        console.press("Members"); // the pointer stays there, and rows that are pointed at stay where they are
        console.window()
                .await(
                        "the fullest room to be the first",
                        any -> console.firstRow("rooms").contains("feed"));
        console.write("rooms-search", "orders");
        console.openRow("rooms", "orders:eu");
        console.awaitHeading("orders:eu");
        console.window().awaitText("history", "bell");
        console.window().click("tab-settings");
        console.row("settings", "stream", "orders:**", "carillon.yaml:");
        console.window().click("tab-members");
        console.row("members", "trader");
        console.window().click("tab-messages");
        console.window().click("follow");
        console.window().awaitText("live-way", "following");
        console.write("publish-json", "{\"article\": \"rope\"}");
        console.window().click("publish");

        console.window().awaitText("publish-outcome", "Stored at offset");
        console.window().awaitText("live", "rope");
        assertThat(cluster.api().get("/rooms/orders:eu/messages").body()).contains("rope");
    }

    @Test
    void whoMayJoinARoomFollowsItAsAMemberOverAWebSocket() {
        JsonObject orders = new JsonObject().put("orders:**", new JsonArray().add("join"));
        String token = Tokens.sign(new JsonObject()
                .put("sub", "warden")
                .put("exp", Tokens.now() + 3600)
                .put("scope", "admin")
                .put("allow", orders));
        console.press("Sign out");
        console.signIn(token);

        console.go("/rooms/orders%3Aus");
        console.window().click("follow");
        console.window().awaitText("live-way", "following");
        console.window().awaitText("live-way", "As a client, over the WebSocket endpoint carillon");
        cluster.api().post("/rooms/orders:us/messages", "{\"article\": \"clapper\"}");

        console.window().awaitText("live", "clapper");
        assertThat(cluster.api().get("/connections?room=orders:us").body()).contains("warden");
        console.press("Stop following");
        Eventually.until(
                Duration.ofSeconds(60),
                "nobody follows any more",
                () -> !cluster.api().get("/connections?room=orders:us").body().contains("warden"));
    }

    // ---- why may this one not?

    @Test
    void aTokenThatMayNotPublishIsExplained() {
        String token = Tokens.of("reader", new JsonObject().put("orders:**", new JsonArray().add("join")));

        console.page("Explain");
        console.write("explain-token", token);
        console.write("explain-room", "orders:eu");
        console.window().click("explain");

        console.row("explained-verbs", "join", "orders:**");
        String verdict =
                console.row("explained-verbs", "publish", "not allowed").getText();
        assertThat(verdict).contains("the token does not allow publish in the room orders:eu");
        console.window().awaitText("explained-token", "reader");
        assertThat(console.window().address()).doesNotContain(token);
    }
}
