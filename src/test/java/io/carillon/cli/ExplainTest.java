package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.auth.KeyRing;
import io.carillon.auth.TokenReview;
import io.carillon.config.Config;
import io.carillon.config.ConfigLoader;
import io.carillon.explain.Explainer;
import io.carillon.explain.Question;
import io.carillon.message.RoomName;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Explainer} at the command line, in this process. */
class ExplainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String input = "";
    private Terminal terminal = Terminal.none();

    @TempDir
    private Path directory = Path.of("");

    private String config = "";
    private String token = "";

    @BeforeEach
    void configure() throws IOException {
        config = Files.writeString(directory.resolve("c.yaml"), """
                        auth: {jwt: {keys: [{alg: HS256, secret: "%s"}]}}
                        rooms:
                          "chat:*": {publish: anyone}
                          "**":
                            presence: true
                        """.formatted(Tokens.SECRET))
                .toString();
        token = Tokens.sign(new JsonObject()
                .put("sub", "ada")
                .put("exp", Tokens.now() + 3600)
                .put("allow", new JsonObject("{\"chat:*\": [\"join\"]}"))
                .put("send", new JsonArray().add("bob")));
    }

    private int run(String... arguments) {
        Surroundings surroundings = new Surroundings(
                Map.of(),
                terminal,
                new ProcessSignals(),
                status -> {},
                new Surroundings.Pipes(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        OutputStream.nullOutputStream()),
                Program::command);
        return Main.commandLine(surroundings, (any, dev) -> Future.failedFuture("none"), arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void tellsARoomsSettingsWithoutAToken() {
        assertThat(run("explain", "chat:lobby", config)).isZero();

        assertThat(out.toString().lines())
                .startsWith(
                        "Settings of the room chat:lobby, by chat:*, **",
                        "  publish          anyone  rooms.\"chat:*\".publish (" + config + ":3)",
                        "  max-members      0       default")
                .contains("  presence         true    rooms.\"**\".presence (" + config + ":5)");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void tellsWhatATokenAllowsAndWhy() {
        assertThat(run("explain", "chat:lobby", config, "--token", token, "--user", "bob"))
                .isZero();

        assertThat(out.toString().lines())
                .startsWith("The token of ada is accepted")
                .contains(
                        "  algorithm  passed       HS256",
                        "  revoked    not reached  what was revoked is known to a server that runs",
                        "In the room chat:lobby",
                        "  join     allowed      the token's claim allow has \"chat:*\"",
                        "  publish  not allowed  the token does not allow publish in the room chat:lobby; its claim"
                                + " allow has no pattern with publish",
                        "Beside rooms",
                        "  send to bob  allowed  the token's claim send has \"bob\"")
                .noneMatch(line -> line.contains("\u001b"));
        assertThat(out.toString()).doesNotContain(token);
    }

    @Test
    void takesTheTokenFromStandardInputOrAFile() throws IOException {
        input = token + "\n";
        assertThat(run("explain", "chat:a", "--config", config, "--token", "-", "--may", "join"))
                .isZero();

        Path file = Files.writeString(directory.resolve("ada.jwt"), token + "\n");
        assertThat(run("explain", "chat:a", config, "--token", "@" + file, "--may", "join"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--may join, 0",
        "--may publish, 1",
        "--may members, 1",
        "--user bob, 0",
        "--user carl, 1",
        "--may join --user carl, 1",
        "--endpoint carillon, 0",
        "--endpoint other, 1",
        "--method a, 1",
        "--may join --set auth.jwt.issuer=other, 1",
        "--set auth.jwt.audience=[other], 1"
    })
    void saysInItsStatusWhetherItIsAllowed(String options, int status) {
        String[] more = options.split(" ");
        String[] arguments = new String[more.length + 5];
        System.arraycopy(new String[] {"explain", "chat:a", config, "--token", token}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);

        assertThat(run(arguments)).isEqualTo(status);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void isJsonForMachines() {
        assertThat(run("explain", "chat:a", config, "--token", token, "--json")).isZero();

        JsonObject json = new JsonObject(out.toString());
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(json.getJsonObject("token").getBoolean("valid")).isTrue();
        assertThat(json.getJsonObject("room")
                        .getJsonArray("verbs")
                        .getJsonObject(0)
                        .getBoolean("allowed"))
                .isTrue();
    }

    @Test
    void isColouredOnATerminal() {
        terminal = new Terminal(Map.of("TERM", "xterm"), false, true, false);

        assertThat(run("explain", "chat:a", config, "--token", token)).isZero();

        assertThat(out.toString()).contains("\u001b[32mallowed    \u001b[0m", "\u001b[31mnot allowed\u001b[0m");
    }

    @Test
    void isWrappedAtAWidthBelowItsOwnColumn() throws IOException {
        String yaml = Files.readString(Path.of(config));
        Config loaded = ConfigLoader.parse(yaml, directory).config();
        TokenReview review = TokenReview.of(token, KeyRing.of(loaded.auth().jwt()), loaded.auth(), Clock.systemUTC());
        Question question =
                new Question(Optional.of(new RoomName("chat:a")), Optional.empty(), Optional.empty(), Optional.empty());

        String text = ExplainText.of(new Explainer(loaded).explain(question, Optional.of(review)), 60, terminal);

        assertThat(text.lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60))
                .containsSequence(
                        "  publish  not allowed  the token does not allow publish in",
                        "                        the room chat:a; its claim allow has",
                        "                        no pattern with publish");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            explain                                   | missing: ROOM
            explain  --user bob                       | ROOM: found nothing; allowed: a room's name has 1
            explain a*                                | ROOM: found a*; allowed: a room's name has no
            explain a --may join                      | --token: found none; allowed: one, where --may
            explain a --user bob                      | --token: found none; allowed: one, where --may
            explain a --token t --may fly             | --may: found fly; allowed: join, publish, members, history
            explain a --token @none.jwt               | --token: found a file that cannot be read; allowed: a token, -, or @
            explain a --token -                       | --token: found nothing; allowed: a token, -, or @
            explain a none.yaml                       | none.yaml: (file): found no such file
            explain a --set rooms.a.publish=nobody    | --set: rooms.a.publish: found "nobody"
            """)
    void refusesWhatIsMisusedWithStatusTwo(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void failsWhereTheKeysThatAreWantedCannotBeHad() {
        String[] elsewhere = {"--set", "auth.jwt.jwks.url=http://127.0.0.1:1/keys"};
        String none = "auth.jwt.keys=[]";

        assertThat(run("explain", "a", "--token", token, elsewhere[0], elsewhere[1], "--set", none))
                .isEqualTo(1);
        assertThat(err.toString()).contains("the keys of auth.jwt.jwks.url cannot be had");
        assertThat(out.toString()).isEmpty();
        assertThat(run("explain", "chat:a", config, "--token", token, elsewhere[0], elsewhere[1]))
                .isZero();
        assertThat(out.toString()).contains("The token of ada is accepted");
    }
}
