package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** Who gets into the console, and what it shows at first, of a cluster of which a node is killed. */
class ConsoleOverviewIT {

    private static final Pattern FILE = Pattern.compile("(?:src|href)=\"\\./(assets/[^\"]+)\"");

    private ConsoleCluster cluster;
    private ConsoleWindow console;

    @BeforeEach
    void start(@TempDir Path directory) {
        cluster = new ConsoleCluster(directory);
        console = ConsoleWindow.open(cluster.node(0));
    }

    @AfterEach
    void stop() {
        try {
            console.close();
        } finally {
            cluster.close();
        }
    }

    @Test
    void showsWhatEachNodeDoesAndWithinSecondsThatOneWasKilled() {
        console.signIn(ConsoleCluster.admin());

        for (int i = 0; i < 3; i++) {
            awaitNode(cluster.node(i), "ready");
        }
        awaitChart("Connections", "all [1-9]\\d* now");
        awaitChart("Messages", "out [1-9][^;]* now");
        awaitChart("Fan-out latency", "p99 [^;]*(ms|s) now");
        awaitChart("Handshakes", "accepted [1-9]\\d* in all");
        assertThat(console.window().find(By.cssSelector(".chart canvas"))).isNotEmpty();

        cluster.node(2).kill();

        awaitNode(cluster.node(2), "gone");
        awaitNode(cluster.node(1), "ready");
        console.awaitText(By.xpath("//dl/div[dt='Nodes']"), "1 lost");
        assertThat(console.complaints()).isEmpty();
    }

    private void awaitNode(ServerProcess node, String state) {
        console.awaitText(
                By.xpath("//table[caption='Nodes of the cluster']//tr[.//*[@title='" + node.node() + "']]"), state);
    }

    /** A chart says in words what it draws. */
    private void awaitChart(String title, String words) {
        Pattern pattern = Pattern.compile(words);
        By caption = By.cssSelector(".chart[aria-label='" + title + "'] figcaption");
        console.window()
                .await(
                        title + " with " + words,
                        any -> any.find(caption).stream()
                                .anyMatch(each -> pattern.matcher(each.getDomProperty("textContent"))
                                        .find()));
    }

    @Test
    void whoHasNoTokenForItGetsNothing() throws Exception {
        JsonObject user = new JsonObject().put("sub", "ada");
        String plain = Tokens.sign(user.copy().put("exp", Tokens.now() + 3600));
        String expired = Tokens.sign(user.copy().put("exp", Tokens.now() - 60).put("scope", "admin"));

        console.see(By.id("enter")).click();
        console.awaitText(By.id("objection"), "Paste a token first.");
        console.presentToken(plain);
        console.awaitText(By.id("objection"), "it has not the scope admin");
        console.presentToken(expired);
        console.awaitText(By.id("objection"), "This token is not valid");
        assertThat(console.window().address()).doesNotContain("/app");
        console.go("/connections");
        console.see(By.id("token"));

        String page = get("/console/app/", ConsoleCluster.admin()).body();
        assertThat(FILE.matcher(page).results().count()).isGreaterThan(1);
        for (String path : (Iterable<String>) files(page)::iterator) {
            assertThat(get(path, ConsoleCluster.admin()).statusCode()).as(path).isEqualTo(200);
            assertThat(get(path, null).statusCode()).as(path).isIn(302, 401);
            assertThat(get(path, expired).statusCode()).as(path).isIn(302, 401);
            assertThat(get(path, plain).statusCode()).as(path).isIn(302, 403);
        }
        for (String path : new String[] {"/nodes", "/rooms", "/connections", "/rooms/feed/settings"}) {
            assertThat(ask(path, null)).as(path).isEqualTo(401);
            assertThat(ask(path, expired)).as(path).isEqualTo(401);
            assertThat(ask(path, plain)).as(path).isEqualTo(403);
        }
    }

    private static Stream<String> files(String page) {
        Matcher matcher = FILE.matcher(page);
        return Stream.concat(
                Stream.of("/console/app/"), matcher.results().map(found -> "/console/app/" + found.group(1)));
    }

    private HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (token != null) {
            request.header("Cookie", "carillon-console=" + token);
        }
        return send(request);
    }

    private int ask(String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/admin" + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request).statusCode();
    }

    private URI uri(String path) {
        return cluster.node(1).uri().resolve(path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
