package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.Config;
import io.carillon.support.ApiClient;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.ReloadableServer;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.carillon.tls.PlainCheck;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is served what of the console. */
@Timeout(120)
class ConsoleTest {

    private static final String SESSION = "/console/session";
    private static final String APP = "/console/app/";
    private static final Pattern SCRIPT = Pattern.compile("<script[^>]* src=\"\\./(assets/[^\"]+)\"");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("http.proxies.trusted=[127.0.0.1/32]");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpAnswer ask(int port, String method, String path, String... headers) {
        Map<String, List<String>> all = new HashMap<>(Map.of("Host", List.of("127.0.0.1")));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], List.of(headers[i + 1]));
        }
        try (RawSocket socket = new RawSocket(port)) {
            return method.equals("HEAD")
                    ? socket.requestHead(path, all)
                    : socket.request(method + " " + path + " HTTP/1.1", all);
        }
    }

    private static HttpAnswer ask(String method, String path, String... headers) {
        return ask(server.port(), method, path, headers);
    }

    private static HttpAnswer signIn(String token, String... more) {
        String[] headers = new String[more.length + 2];
        System.arraycopy(more, 0, headers, 2, more.length);
        headers[0] = "Authorization";
        headers[1] = "Bearer " + token;
        return ask("POST", SESSION, headers);
    }

    private static String admin() {
        return ApiClient.token("ops");
    }

    private static String cookie(String token) {
        return "carillon-console=" + token;
    }

    private static String scriptOf(HttpAnswer page) {
        Matcher script = SCRIPT.matcher(page.body());
        assertThat(script.find()).as(page.body()).isTrue();
        return script.group(1);
    }

    @Test
    void servesTheSignInToAll() {
        HttpAnswer page = ask("GET", "/console/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Cache-Control")).isEqualTo("public, no-cache");
        HttpAnswer script = ask("GET", "/console/" + scriptOf(page));
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(script.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/", "/console/app/", "/console/session", "/console/none"})
    void letsPagesLoadNothingFromElsewhere(String path) {
        HttpAnswer answer = ask("GET", path);

        assertThat(answer.header("Content-Security-Policy"))
                .isEqualTo(
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                                + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Permissions-Policy")).contains("camera=()");
    }

    @Test
    void servesTheAppToWhoeverHasSignedIn() {
        HttpAnswer session = signIn(admin());
        assertThat(session.status()).isEqualTo(204);
        String set = session.header("Set-Cookie");
        assertThat(set)
                .contains("Path=/console/", "HTTPOnly", "SameSite=Strict", "Max-Age=3")
                .doesNotContain("Secure");
        String cookie = set.substring(0, set.indexOf(';'));

        HttpAnswer page = ask("GET", APP, "Cookie", cookie);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(page.header("Vary")).isEqualTo("Cookie");
        HttpAnswer script = ask("GET", APP + scriptOf(page), "Cookie", cookie);
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
    }

    @Test
    void keepsTheCookieToTlsWhereThatIsSpoken() {
        assertThat(signIn(admin(), "X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https")
                        .header("Set-Cookie"))
                .contains("Secure");
    }

    @Test
    void servesNothingOfTheAppToOthers() {
        String script = APP + scriptOf(ask("GET", APP, "Cookie", cookie(admin())));
        String expired = Tokens.sign(new JsonObject()
                .put("sub", "ops")
                .put("exp", Tokens.now() - 3600)
                .put("scope", "admin"));

        assertThat(ask("GET", APP).status()).isEqualTo(302);
        assertThat(ask("GET", APP).header("Location")).isEqualTo("/console/");
        assertThat(ask("GET", APP, "Cookie", cookie(expired)).header("Location"))
                .isEqualTo("/console/");
        assertThat(ask("GET", APP, "Cookie", cookie(Tokens.of("ann"))).status()).isEqualTo(403);
        assertThat(ask("GET", script).status()).isEqualTo(401);
        assertThat(ask("GET", script, "Cookie", cookie("nonsense")).status()).isEqualTo(401);
        assertThat(ask("GET", script, "Cookie", cookie(Tokens.of("ann"))).status())
                .isEqualTo(403);
        assertThat(ask("GET", script, "Authorization", "Bearer " + admin()).status())
                .isEqualTo(401);
    }

    @Test
    void saysWhyATokenIsNotTaken() {
        HttpAnswer none = ask("POST", SESSION);
        HttpAnswer invalid = signIn("nonsense");
        HttpAnswer insufficient = signIn(Tokens.of("ann"));

        assertThat(none.status()).isEqualTo(401);
        assertThat(none.json().getString("reason")).isEqualTo("a token is needed");
        assertThat(invalid.status()).isEqualTo(401);
        assertThat(invalid.header("WWW-Authenticate")).contains("invalid_token");
        assertThat(insufficient.status()).isEqualTo(403);
        assertThat(insufficient.json().getString("reason")).isEqualTo("the token has not the scope admin");
        for (HttpAnswer refused : List.of(none, invalid, insufficient)) {
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.header("Set-Cookie")).isNull();
        }
    }

    @Test
    void refusesATokenThatNoBrowserWouldKeep() {
        String token = Tokens.sign(new JsonObject()
                .put("sub", "ops")
                .put("exp", Tokens.now() + 3600)
                .put("scope", "admin")
                .put("more", "x".repeat(3_800)));

        HttpAnswer refused = signIn(token);

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().getString("reason")).contains("3800 bytes at most", "" + token.length());
    }

    @Test
    void takesTheCookieBack() {
        HttpAnswer answer = ask("DELETE", SESSION, "Cookie", cookie(admin()));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Set-Cookie")).contains("carillon-console=;", "Max-Age=0", "Path=/console/");
    }

    @ParameterizedTest
    @CsvSource({"/console, /console/", "/console/app, /console/app/"})
    void leadsToFoldersByTheirWholeNames(String path, String whole) {
        assertThat(ask("GET", path).status()).isEqualTo(302);
        assertThat(ask("GET", path).header("Location")).isEqualTo(whole);
    }

    @Test
    void answersHeadAndWhatHasNotChanged() {
        HttpAnswer page = ask("GET", "/console/");

        HttpAnswer head = ask("HEAD", "/console/");
        HttpAnswer again = ask("GET", "/console/", "If-None-Match", page.header("ETag"));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("" + page.body().getBytes(StandardCharsets.UTF_8).length);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "files.txt", "assets/", "../console.class", "app%2findex.html", "%"})
    void hasNothingElse(String name) {
        assertThat(ask("GET", "/console/" + name).status()).isIn(400, 404);
        assertThat(ask("GET", APP + name, "Cookie", cookie(admin())).status()).isIn(400, 404);
    }

    @Test
    void saysWhetherTokensAreHandedOut() {
        try (TestServer trial = TestServer.start(true)) {
            assertThat(ask("GET", SESSION).body()).isEqualTo("{\"development\":false}");
            assertThat(ask(trial.port(), "GET", SESSION).body()).isEqualTo("{\"development\":true}");
        }
    }

    @Test
    void isReadAndNotWritten() {
        HttpAnswer posted = ask("POST", "/console/", "Content-Length", "0");
        HttpAnswer put = ask("PUT", SESSION, "Content-Length", "0");

        assertThat(posted.status()).isEqualTo(405);
        assertThat(posted.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(put.status()).isEqualTo(405);
        assertThat(put.header("Allow")).isEqualTo("DELETE, GET, HEAD, POST");
    }

    @Test
    void saysSoWhereTheProgramWasBuiltWithoutIt() {
        Vertx vertx = Vertx.vertx();
        try {
            PlainCheck plain = new PlainCheck(Config.defaults().http(), request -> false);
            Router router = Router.router(vertx);
            new Console(ConsoleFiles.in("/nowhere/"), new BearerCheck(null, false), plain).accept(router);
            HttpServer without = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();

            HttpAnswer answer = ask(without.actualPort(), "GET", "/console/");

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).contains("no console", "Node 20.19");
        } finally {
            vertx.close();
        }
    }

    @Test
    void isTurnedOffAndOnWhileTheServerRuns(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("carillon.yaml"), ReloadableServer.KEYS);
        try (ReloadableServer reloadable = ReloadableServer.start(file)) {
            assertThat(ask(reloadable.port(), "GET", "/console/").status()).isEqualTo(200);

            assertThat(reloadable.reload(ReloadableServer.KEYS + "console: {enabled: false}\n"))
                    .isTrue();
            assertThat(ask(reloadable.port(), "GET", "/console/").status()).isEqualTo(404);

            assertThat(reloadable.reload(ReloadableServer.KEYS + "api: {enabled: false}\n"))
                    .isTrue();
            assertThat(ask(reloadable.port(), "GET", "/console/").status()).isEqualTo(404);

            assertThat(reloadable.reload(ReloadableServer.KEYS)).isTrue();
            assertThat(ask(reloadable.port(), "GET", "/console/").status()).isEqualTo(200);
        }
    }
}
