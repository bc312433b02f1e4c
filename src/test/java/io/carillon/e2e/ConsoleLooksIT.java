package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;

/**
 * Each page of the console as it looks in the light and in the dark, on a desk and on a phone: nothing keeps people from using
 * it, nothing reaches past its edge, and the browser has nothing to complain of.
 *
 * <p>{@code -Dcarillon.it.screenshots=docs/images} keeps what it has looked like, as {@code console-PAGE-light-1440.png}.
 */
class ConsoleLooksIT {

    private static final String SCREENSHOTS = System.getProperty("carillon.it.screenshots");
    private static final int DESK = 1440;
    private static final String ANSWER_IN_SIGHT =
            "return document.querySelector('.explain-answer').getBoundingClientRect().top < innerHeight / 2";

    private static ConsoleCluster cluster;
    private static String open;
    private static String closed;

    private final Axe axe = new Axe();

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new ConsoleCluster(directory);
        Client trader = cluster.connect(1, "trader");
        trader.join("table:7");
        trader.join("orders:eu");
        for (int i = 1; i <= 5; i++) {
            trader.publish("orders:eu", new JsonObject().put("article", "bell").put("count", i));
        }
        trader.ask(Client.message("history", "board:00"));
        open = trader.id();
        closed = cluster.slowConsumer("visitor").id();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** How to get to each page, by the name of its picture, until there is something to see. */
    private static Map<String, Consumer<ConsoleWindow>> pages() {
        Map<String, Consumer<ConsoleWindow>> pages = new LinkedHashMap<>();
        pages.put("overview", console -> {
            console.go("/");
            console.see(By.cssSelector(".chart canvas"));
        });
        pages.put("rooms", console -> {
            console.go("/rooms");
            console.row("rooms", "board:00");
        });
        pages.put("room", console -> {
            console.go("/rooms/orders:eu");
            console.window().awaitText("history", "bell");
        });
        pages.put("room-members", console -> {
            console.go("/rooms/orders:eu?tab=members");
            console.row("members", "trader");
        });
        pages.put("room-settings", console -> {
            console.go("/rooms/orders:eu?tab=settings");
            console.row("settings", "orders:**");
        });
        pages.put("connections", console -> {
            console.go("/connections");
            console.row("connections", "bystander");
        });
        pages.put("connections-closed", console -> {
            console.go("/connections?state=closed");
            console.row("connections", "visitor");
        });
        pages.put("connection", console -> {
            console.go("/connections/" + open);
            console.window().awaitText("events", "Connected");
        });
        pages.put("connection-closed", console -> {
            console.go("/connections/" + closed);
            console.window().awaitText("events", "4003");
        });
        pages.put("disconnect", console -> {
            console.go("/connections/" + open);
            console.window().click("disconnect");
            console.see(By.tagName("dialog"));
        });
        pages.put("explain", console -> {
            console.go("/explain?room=orders:eu");
            console.write(
                    "explain-token",
                    Tokens.of("reader", new JsonObject().put("orders:**", new JsonArray().add("join"))));
            console.window().click("explain");
            console.row("explained-verbs", "publish", "not allowed");
            console.window().await("the answer to be in sight", any -> any.run(ANSWER_IN_SIGHT));
        });
        return pages;
    }

    @ParameterizedTest
    @CsvSource({"light, 1440, 900", "dark, 1440, 900", "light, 390, 844", "dark, 390, 844"})
    void everybodyCanUseEachPage(String look, int width, int height) {
        List<String> wrong = new ArrayList<>();
        try (ConsoleWindow console = ConsoleWindow.open(cluster.node(0))) {
            look(console, look, width, height);
            console.see(By.id("token"));
            check("sign-in", console, look, width, wrong);
            console.signIn(ConsoleCluster.admin());
            pages().forEach((name, lead) -> {
                console.go("/nowhere"); // each page begins anew
                console.awaitHeading("Nothing here");
                lead.accept(console);
                check(name, console, look, width, wrong);
                if (name.equals("disconnect")) {
                    console.press("Cancel");
                }
            });
            wrong.addAll(console.complaints());
        }
        assertThat(wrong).isEmpty();
    }

    private static void look(ConsoleWindow console, String look, int width, int height) {
        console.window()
                .command(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", look))));
        console.window()
                .command(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < DESK));
    }

    private void check(String name, ConsoleWindow console, String look, int width, List<String> wrong) {
        String where = name + ", " + look + ", " + width + ": ";
        axe.violations(console.window()).forEach(violation -> wrong.add(where + violation));
        long reaches = (Long) console.window().run("return document.documentElement.scrollWidth");
        if (reaches > width) {
            wrong.add(where + "reaches to " + reaches);
        }
        if (SCREENSHOTS != null) {
            console.window().screenshot(Path.of(SCREENSHOTS, "console-" + name + "-" + look + "-" + width + ".png"));
        }
    }

    /** The keys are told of on each page, and lead from one to the other. */
    @Test
    void theKeyboardLeadsFromPageToPage() {
        try (ConsoleWindow console = ConsoleWindow.open(cluster.node(0)).signIn(ConsoleCluster.admin())) {
            console.window().type("?");
            console.awaitText(By.tagName("dialog"), "Keyboard shortcuts");
            assertThat(axe.violations(console.window())).isEmpty();
            console.press("Close");

            console.window().type("g", "c");
            console.awaitHeading("Connections");
            console.row("connections", "bystander");
            console.window().type("/", "trader");
            console.window().await("one of them alone", any -> console.rows("connections") == 1);
            assertThat(console.window().focus()).isEqualTo("connection-search");
            assertThat(console.window().address()).endsWith("#/connections?user=trader");
        }
    }
}
