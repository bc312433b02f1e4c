package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in this process, with a server that is none. */
class CommandsTest {

    private static final String KEY = "auth.jwt.keys=[{alg: HS256, secret: 0123456789abcdef0123456789abcdef}]";
    private static final String READY = "carillon ready http://127.0.0.1:1 node=n management=http://127.0.0.1:2";

    private final Map<String, String> environment = new HashMap<>();
    private final AtomicReference<Config> started = new AtomicReference<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Future<Void> drained = Future.succeededFuture();
    private Future<Serve.Server> start = Future.succeededFuture(new Serve.Server(READY, () -> drained));
    private int halted = -1;

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                   | a command is missing: serve, sub, pub, token, config, schema, explain, bench, verify or completion
            config                               | a command is missing: check
            schema                               | a command is missing: check
            schema check a                       | missing: FILE
            serve --prot=1                       | unknown: --prot; did you mean --port?
            serv                                 | unknown: serv; did you mean serve?
            quite-another-thing                  | unknown: quite-another-thing; allowed: serve, sub, pub, token
            serve --quite-another                | unknown: --quite-another; allowed: --dev, --config
            serve now                            | found now, which is one argument too many; allowed: options alone
            bench a b                            | found b, which is one argument too many; allowed: [URL]
            bench --rooms 1.5                    | --rooms: found 1.5; allowed: a whole number
            completion                           | missing: SHELL
            sub ws://127.0.0.1:1/ws              | missing: ROOM
            sub http://a b                       | URL: found http://a; allowed: like ws://
            sub ws://127.0.0.1:1/ws a*           | ROOM: found a*; allowed: a room's name has no
            sub ws://127.0.0.1:1/ws a --since x  | --since: found x; allowed: a whole number
            sub ws://127.0.0.1:1/ws a --since -1 | --since: found -1; allowed: 0 or more
            sub ws://127.0.0.1:1/ws a --count 0  | --count: found 0; allowed: 1 or more
            sub ws://127.0.0.1:1/ws a --since 1 --last 1 | --since, --last: found both; allowed: one of them
            sub ws://127.0.0.1:1/ws a --format x | --format: found x; allowed: json, msgpack, bson
            sub ws://127.0.0.1:1/ws a --token ä  | --token: found something else; allowed: visible ASCII
            pub ws://127.0.0.1:1/ws a --key k    | --key: found one for standard input; allowed: together with DATA
            pub ws://127.0.0.1:1/ws a 12345678901234567890 | DATA: found an integer beyond 64 bits
            pub ws://127.0.0.1:1/ws a b c        | found c, which is one argument too many; allowed: URL ROOM [DATA]
            completion tcsh                      | SHELL: found tcsh; allowed: bash, zsh, fish
            serve                                | auth.jwt: found neither keys nor a JWK Set; allowed: auth.jwt.keys or
            serve --dev --port x                 | --port: http.port: found "x"; allowed: an integer from 0 to 65535
            serve --dev --cluster none.xml       | --cluster: cluster.config: found "none.xml" (no such file)
            serve --dev --config none.yaml       | none.yaml: (file): found no such file
            serve --dev --set http.prt=1         | --set: http.prt: found an unknown key; allowed: host, port, transport, pages, proxies, tls, plain (did
            config check --set log.level=loud    | --set: log.level: found "loud"; allowed: one of trace, debug, info
            token                                | missing: --sub=USER
            token --sub a                        | auth.jwt
            token --sub a --allow a=fly          | --allow: found "a=fly"; allowed: PATTERN=VERB,VERB with verbs of join
            token --sub a --allow join           | --allow: found "join"
            token --sub a --claim x              | --claim: found "x"; allowed: NAME=VALUE
            token --sub a --ttl 5                | --ttl: found "5"; allowed: a time span
            token --sub a --ttl 0s               | --ttl: found "0s"; allowed: 1s or more
            bench http://127.0.0.1/ws            | URL: found http://127.0.0.1/ws; allowed: like ws://
            bench ws:x                           | URL: found ws:x; allowed: like ws://
            bench ws://[                         | URL: found ws://[; allowed: a URL
            bench --connections 0                | --connections: found 0; allowed: 1 to 1000000
            bench --connections 5 --rooms 6      | --rooms: found 6; allowed: 1 to one for each connection: 5
            bench --publishers 0                 | --publishers: found 0; allowed: 1 or more
            bench --idle --publishers 1          | --publishers: found 1; allowed: 0 with --idle
            bench --rate 0                       | --rate: found 0.0; allowed: more than 0, up to 1000000
            bench --rate fast                    | --rate: found fast; allowed: a number
            bench --window 0                     | --window: found 0; allowed: 1 to 10000
            bench --window 2 --rate 2            | --rate, --window, --idle: found 2; allowed: one of them
            bench --size 47                      | --size: found 47; allowed: 48 (the stamp
            bench --size big                     | --size: found big; allowed: a size like
            bench --format xml                   | --format: found xml; allowed: json, msgpack, bson
            bench --duration 5                   | --duration: found 5; allowed: a time span like
            bench --duration 0s                  | --duration: found 0s; allowed: more than nothing
            bench --warmup x                     | --warmup: found x; allowed: a time span like
            bench --room-prefix a*               | --room-prefix: found a*; allowed: what a room's name can begin with
            bench --token ä | --token: found something else; allowed: visible ASCII characters, without blanks
            bench --subprotocol ä | --subprotocol: found ä; allowed: visible ASCII characters, without blanks
            bench --from-addresses 0             | --from-addresses: found 0; allowed: 1 to 254
            bench wss://chat.example --from-addresses 2 | --from-addresses: found 2; allowed: 1, where the server
            bench --token t --server-pid 0       | --server-pid: found 0; allowed: a process on this Linux machine
            bench --token t --metrics ws://a     | --metrics: found ws://a; allowed: like http://
            bench --token t --metrics http://127.0.0.1:1 | --metrics: found http://127.0.0.1:1; allowed: a URL that
            bench --token t --server-pid 1 --metrics x | --server-pid, --metrics: found both; allowed: one of them
            bench --config none.yaml             | none.yaml: (file): found no such file
            """)
    void refuseWhatIsMisusedInOneLineWithStatusTwo(String arguments, String message) {
        int status = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).startsWith("carillon: ").contains(message);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bench --tokn SECRET",
                "serve --tokn SECRET",
                "serve --tokn=SECRET",
                "pub ws://127.0.0.1:1/ws a 1 --tokn SECRET",
                "sub http://127.0.0.1/ws?access_token=SECRET a",
                "sub http://ann:SECRET@127.0.0.1/ws a",
                "sub ws://[?access_token=SECRET a",
                "sub 127.0.0.1/ws?access_token=SECRET a",
                "sub a ws://127.0.0.1:1/ws?access_token=SECRET",
                "bench http://127.0.0.1/ws?access_token=SECRET",
                "verify http://127.0.0.1/ws?access_token=SECRET",
                "verify ws://[?access_token=SECRET",
            })
    void showNoTokenOfAnArgumentThatIsMisused(String arguments) {
        assertThat(run(arguments.split(" "))).as(err.toString()).isEqualTo(2);
        assertThat(err.toString()).startsWith("carillon: ").doesNotContain("SECRET");
    }

    @ParameterizedTest
    @CsvSource({
        "--help,              serve --dev",
        "serve --help,        --cluster=FILE",
        "config check --help, --set=PATH=VALUE",
        "config reference,    # Configuration",
        "token --help,        default: 1h",
        "schema check --help, echo",
        "bench --help,        --from-addresses=N",
        "--version,           carillon ",
    })
    void teachWhoAsks(String arguments, String text) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(out.toString()).contains(text);
    }

    @Test
    void printTheReadyLineAndNothingElse() {
        int status = run("serve", "--dev", "--port", "7");

        assertThat(status).isZero();
        assertThat(out.toString()).isEqualTo(READY + System.lineSeparator());
        assertThat(started.get().http().port()).isEqualTo(7);
        assertThat(started.get().http().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void tellThatThePortIsInUseWithStatusOne() {
        start = Future.failedFuture(new IOException(new BindException("Address already in use")));

        assertThat(run("serve", "--dev", "--port", "7")).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("carillon: the address is in use: http 127.0.0.1:7 or management 127.0.0.1:1007");
    }

    @Test
    void failWithStatusOneWhereDrainingFails() {
        drained = Future.failedFuture("the cluster is not safe");

        assertThat(run("serve", "--dev")).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("carillon: the cluster is not safe");
    }

    @Test
    void failWithStatusOneWhereDrainingDoesNotEnd() {
        drained = Promise.<Void>promise().future();

        assertThat(run("serve", "--dev", "--set", "drain.limit=0s")).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("carillon: the drain did not end in time");
    }

    @Test
    void endAtOnceAtTheSecondSignal() {
        Promise<Void> drain = Promise.promise();
        drained = drain.future();
        Signals twice = (first, second) -> {
            first.run();
            second.run();
            drain.complete();
        };

        execute(twice, "serve", "--dev");

        assertThat(halted).isEqualTo(1);
    }

    @Test
    void printTheEffectiveConfiguration() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), "limits: {rooms: 7}");
        environment.put("CARILLON_LIMITS_QUEUE", "2MiB");

        int status = run("config", "check", "--config", file.toString(), "--set", KEY, "--host", "::1");

        assertThat(status).isZero();
        assertThat(out.toString()).contains("rooms: 7", "queue: 2MiB", "host: \"::1\"", "secret: \"***\"");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', n=1", "ada, exp=abc", "ada, sub=3", "ada, endpoints=x"})
    void printNoTokenThatNoServerWouldTake(String user, String claim) {
        int status = run("token", "--sub", user, "--claim", claim, "--set", KEY);

        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("not a token that is accepted");
    }

    @Test
    void printATokenWithItsClaims() {
        int status = run(
                "token",
                "--sub",
                "ada",
                "--ttl",
                "5m",
                "--allow",
                "chat:*=join,publish",
                "--allow",
                "a=b=join",
                "--claim",
                "roles=[\"x\"]",
                "--claim",
                "scope=api admin",
                "--claim",
                "n=1",
                "--set",
                KEY,
                "--set",
                "auth.jwt.issuer=https://id.example",
                "--set",
                "auth.jwt.audience=[carillon]");

        assertThat(status).isZero();
        JsonObject claims = claims(out.toString());
        assertThat(claims.getString("sub")).isEqualTo("ada");
        assertThat(claims.getString("iss")).isEqualTo("https://id.example");
        assertThat(claims.getJsonArray("aud")).isEqualTo(JsonArray.of("carillon"));
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(300);
        assertThat(claims.getJsonObject("allow"))
                .isEqualTo(JsonObject.of("chat:*", JsonArray.of("join", "publish"), "a=b", JsonArray.of("join")));
        assertThat(claims.getJsonArray("roles")).isEqualTo(JsonArray.of("x"));
        assertThat(claims.getString("scope")).isEqualTo("api admin");
        assertThat(claims.getInteger("n")).isEqualTo(1);
    }

    private static JsonObject claims(String token) {
        String payload = List.of(token.strip().split("\\.")).get(1);
        return new JsonObject(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
    }

    /** The first signal comes at once. */
    private int run(String... arguments) {
        return execute((first, second) -> first.run(), arguments);
    }

    private int execute(Signals signals, String... arguments) {
        Surroundings surroundings = new Surroundings(
                environment,
                Terminal.none(),
                signals,
                status -> halted = status,
                new Surroundings.Pipes(InputStream.nullInputStream(), OutputStream.nullOutputStream()),
                List::of);
        Serve.Launcher launcher = (config, dev) -> {
            started.set(config);
            return start;
        };
        return Main.commandLine(surroundings, launcher, arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
