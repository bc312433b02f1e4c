package io.carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder of {@code http.pages}, which lies below one that begins with a dot and beside a file that is nobody's business. */
class PagesTest {

    private static final Instant CHANGED = Instant.parse("2026-11-20T10:11:12Z");

    private static Path pages;
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        pages = directory.resolve(".site").resolve("pages");
        write("index.html", "<!doctype html><title>Grüße</title>");
        write("app.js", "export const one = 1;");
        write("deep/index.html", "deep");
        write("deep/a b+c.txt", "spaced");
        write(".env", "hidden");
        write(".git/config", "hidden");
        write("deep/.htaccess", "hidden");
        write("../secret.txt", "secret");
        write("api/v1/info", "not the API");
        write("ws", "not the endpoint");
        write("asyncapi.yaml", "not the document");
        write("carillon.js", "not the client");
        write("empty/only.txt", "no index here");
        Files.createSymbolicLink(pages.resolve("out.txt"), Path.of("../secret.txt"));
        Files.createSymbolicLink(pages.resolve("outside"), Path.of(".."));
        Files.createSymbolicLink(pages.resolve("inside.txt"), Path.of("deep/a b+c.txt"));
        server = TestServer.start("http.pages=" + pages);
    }

    private static void write(String name, String text) {
        try {
            Path file = pages.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            Files.setLastModifiedTime(file, FileTime.from(CHANGED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpAnswer ask(TestServer of, String line, Map<String, List<String>> more) {
        Map<String, List<String>> headers = new LinkedHashMap<>(more);
        headers.put("Host", List.of("127.0.0.1"));
        try (RawSocket socket = new RawSocket(of.port())) {
            return line.startsWith("HEAD ")
                    ? socket.requestHead(line.substring(5), headers)
                    : socket.request(line + " HTTP/1.1", headers);
        }
    }

    private static HttpAnswer get(String path) {
        return ask(server, "GET " + path, Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html;charset=utf-8, <!doctype html><title>Grüße</title>",
        "/index.html, text/html;charset=utf-8, <!doctype html><title>Grüße</title>",
        "/app.js, text/javascript;charset=utf-8, export const one = 1;",
        "/app.js?version=2, text/javascript;charset=utf-8, export const one = 1;",
        "/deep/, text/html;charset=utf-8, deep",
        "/deep/a%20b+c.txt, text/plain;charset=utf-8, spaced",
        "/deep/a%20b%2bc.txt, text/plain;charset=utf-8, spaced",
        "/inside.txt, text/plain;charset=utf-8, spaced",
    })
    void servesItsFilesToAnybody(String path, String type, String text) {
        HttpAnswer answer = get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(text);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void leadsToAFolderByItsWholeName() {
        HttpAnswer answer = get("/deep");

        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.header("Location")).isEqualTo("/deep/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none.html",
                "/.env",
                "/%2eenv",
                "/.git/config",
                "/deep/.htaccess",
                "/empty/",
                "/out.txt",
                "/outside/secret.txt",
                "/outside/",
                "/../secret.txt",
                "/deep/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/deep/..%2f..%2fsecret.txt",
                "/..%5csecret.txt",
                "/deep%5c..%5c..%5csecret.txt",
                "//secret.txt",
                "/index.html%00",
                "/index.html/",
                "/%ff",
                "/caf%c3",
            })
    void hasNothingElse(String path) {
        HttpAnswer answer = get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().getString("error")).isEqualTo("not_found");
    }

    @Test
    void aPathThatCannotBeReadIsABadRequest() {
        assertThat(get("/%zz").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app.js"})
    void isAskedForAgainByTagOrTime(String path) {
        HttpAnswer answer = get(path);
        String tag = answer.header("ETag");

        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 10:11:12 GMT");
        assertThat(status(path, "If-None-Match", tag)).isEqualTo(304);
        assertThat(status(path, "If-None-Match", "W/\"another\"")).isEqualTo(200);
        assertThat(status(path, "If-Modified-Since", "Fri, 20 Nov 2026 10:11:12 GMT"))
                .isEqualTo(304);
        assertThat(status(path, "If-Modified-Since", "Fri, 20 Nov 2026 10:11:11 GMT"))
                .isEqualTo(200);
    }

    private static int status(String path, String header, String value) {
        return ask(server, "GET " + path, Map.of(header, List.of(value))).status();
    }

    @Test
    void aFileThatWasChangedOrCameLaterIsSeenAtOnce() {
        write("changing.txt", "old");
        String tag = get("/changing.txt").header("ETag");
        assertThat(get("/later.txt").status()).isEqualTo(404);

        write("changing.txt", "newer");
        write("later.txt", "later");

        assertThat(ask(server, "GET /changing.txt", Map.of("If-None-Match", List.of(tag)))
                        .body())
                .isEqualTo("newer");
        assertThat(get("/later.txt").body()).isEqualTo("later");
    }

    @Test
    void aHeadIsAnsweredWithoutABody() {
        HttpAnswer head = ask(server, "HEAD /app.js", Map.of());

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("21");
        assertThat(head.header("ETag")).isEqualTo(get("/app.js").header("ETag"));
    }

    @Test
    void takesNoOtherMethod() {
        HttpAnswer answer = ask(server, "POST /app.js", Map.of("Content-Length", List.of("0")));

        assertThat(answer.status()).isEqualTo(405);
    }

    @Test
    void aPartOfAFileCanBeHad() {
        HttpAnswer answer = ask(server, "GET /app.js", Map.of("Range", List.of("bytes=7-11")));

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("const");
    }

    @Test
    void whatTheServerItselfHasComesFirst() {
        assertThat(get("/api/v1/info").status()).isEqualTo(401);
        assertThat(get("/ws").status()).isEqualTo(426);
        assertThat(get("/asyncapi.yaml").body()).contains("asyncapi: 3.0.0");
        assertThat(get("/carillon.js").body()).contains("Client").isNotEqualTo("not the client");
        try (Client client = server.connect("ann")) {
            client.join("lobby");
        }
    }

    @Test
    void theClientForPagesIsAModuleThatIsAskedForAgainByItsTag() {
        HttpAnswer answer = get("/carillon.js");

        assertThat(answer.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(status("/carillon.js", "If-None-Match", answer.header("ETag")))
                .isEqualTo(304);
    }

    @Test
    void inATrialRunTheyTakeTheDemoPagesPlace() {
        try (TestServer dev = TestServer.start(true, "http.pages=" + pages)) {
            assertThat(ask(dev, "GET /", Map.of()).body()).contains("Grüße");
            assertThat(ask(dev, "GET /tower.js", Map.of()).status()).isEqualTo(404);
            assertThat(ask(dev, "GET /dev/token?user=ann", Map.of()).json().getString("token"))
                    .isNotEmpty();
            assertThat(ask(dev, "GET /carillon.js", Map.of()).status()).isEqualTo(200);
        }
    }

    @Test
    void withoutThemATrialRunHasTheDemoPage() {
        try (TestServer dev = TestServer.start(true)) {
            assertThat(ask(dev, "GET /", Map.of()).body()).contains("<title>Carillon</title>");
            assertThat(ask(dev, "GET /carillon.js", Map.of()).status()).isEqualTo(200);
        }
    }

    @Test
    void withoutThemAServerHasNeitherPagesNorTheirClient() {
        try (TestServer plain = TestServer.start()) {
            assertThat(ask(plain, "GET /", Map.of()).status()).isEqualTo(404);
            assertThat(ask(plain, "GET /carillon.js", Map.of()).status()).isEqualTo(404);
        }
    }
}
