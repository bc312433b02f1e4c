package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViolationTest {

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            http: {port: "8080"}             | http.port                  | "8080"           | an integer from 0 to 65535
            http: {port: 65536}              | http.port                  | 65536            | an integer from 0 to 65535
            http: {port: 1.5}                | http.port                  | 1.5              | an integer from 0 to 65535
            http: {port: [1]}                | http.port                  | a list           | an integer from 0 to 65535
            http: {port: 99999999999999999999} | http.port                | 99999999999999999999 | an integer from 0 to 65535
            http: {host: 5}                  | http.host                  | 5, which is      | text
            http: {host: " "}                | http.host                  | " "              | text
            http: 5                          | http                       | an integer       | a map
            drain: {delay: 30s}              | drain.delay                | 30s              | less than drain.limit, 30s
            http: {proxies: {trusted: lb}}   | http.proxies.trusted       | text             | a list
            http: {proxies: {trusted: [lb.example]}} | http.proxies.trusted[0] | "lb.example" | an IP address, or a network
            http: {proxies: {trusted: ["::1", 10.0.0.1/8]}} | http.proxies.trusted[1] | "10.0.0.1/8" | with nothing behind its prefix
            http: {proxies: {trusted: [10]}} | http.proxies.trusted[0]    | 10, which is     | an IP address, or a network
            http: {proxies: {header: X-Real-IP}} | http.proxies.header    | "X-Real-IP"      | one of x-forwarded-for, forwarded
            http: {proxies: {protocol: true}} | http.proxies.protocol     | true             | false where http.proxies.trusted is empty
            management: {port: 8080}         | management.port            | 8080, which is http.port | another port
            http: {prot: 1}                  | http.prot                  | an unknown key   | did you mean http.port?
            htpp: {}                         | htpp                       | an unknown key   | did you mean http?
            port: 1                          | port                       | an unknown key   | did you mean http.port?
            rooms: {"a:*": {publsh: x}}      | rooms."a:*".publsh         | an unknown key   | did you mean rooms."a:*".publish?
            rooms: {"a b": {}}               | rooms."a b"                | "a b"            | a pattern of room names
            rooms: {a: {publish: all}}       | rooms.a.publish            | "all"            | one of members, anyone, services
            rooms: {a: {presence: 5s}}       | rooms.a.presence           | "5s"             | true or false
            rooms: {a: {presence: {grace: 5s}}} | rooms.a.presence        | a map            | true or false
            rooms: {a: {presense: true}}     | rooms.a.presense           | an unknown key   | did you mean rooms.a.presence?
            rooms: {a: {members-visible: 1}} | rooms.a.members-visible    | 1                | true or false
            rooms: {a: {presence-grace: 5}}  | rooms.a.presence-grace     | 5                | a time span from 0s to 10m
            rooms: {a: {presence-grace: 1h}} | rooms.a.presence-grace     | "1h"             | a time span from 0s to 10m
            rooms: {a: {presence: false, presence-grace: 1s}} | rooms.a.presence-grace | 1s  | nothing beside presence: false
            rooms: {a: {presence: false, members-visible: true}} | rooms.a.members-visible | true | nothing beside presence: false
            rooms: {a: {conflate: 1}}        | rooms.a.conflate           | 1                | true, false or a map
            rooms: {a: {conflate: "true"}}   | rooms.a.conflate           | "true"           | true, false or a map
            rooms: {a: {conflate: [key]}}    | rooms.a.conflate           | a list           | true, false or a map
            rooms: {a: {conflate: /symbol}}  | rooms.a.conflate           | "/symbol"        | true, false or a map
            rooms: {a: {conflate: {kye: /a}}} | rooms.a.conflate.kye      | an unknown key   | did you mean rooms.a.conflate.key?
            rooms: {a: {conflate: {key: a}}} | rooms.a.conflate.key       | "a"              | a JSON pointer
            rooms: {a: {conflate: {key: /a~2}}} | rooms.a.conflate.key    | "/a~2"           | a JSON pointer
            rooms: {a: {conflate: {key: 5}}} | rooms.a.conflate.key       | 5, which is      | a JSON pointer
            rooms: {a: {conflate: {key: true}}} | rooms.a.conflate.key    | true, which is   | a JSON pointer
            endpoints: {a: {path: ws}}       | endpoints.a.path           | "ws"             | a path that begins with /
            endpoints: {a: {}, b: {}}        | endpoints.b.path           | /ws, as of endpoint a | a path of its own
            endpoints: {"a b": {}}           | endpoints."a b"            | "a b"            | a name of letters
            endpoints: {a: {preset: zzz}}    | endpoints.a.preset         | "zzz"            | one of carillon
            endpoints: {a: {origins: [a.b]}} | endpoints.a.origins[0]     | "a.b"            | * or scheme://host[:port]
            endpoints: {a: {origins: "*"}}   | endpoints.a.origins        | text             | a list
            keepalive: {interval: 30}        | keepalive.interval         | 30               | a time span from 10ms to 24h
            keepalive: {interval: 30 s}      | keepalive.interval         | "30 s"           | a time span from 10ms to 24h
            keepalive: {jitter: 1}           | keepalive.jitter           | 1                | a number from 0.0 to 0.9
            limits: {message: 64KB}          | limits.message             | "64KB"           | a size from 1 to 1GiB
            limits: {queue: 0}               | limits.queue               | 0                | a size from 1 to 1GiB
            limits: {sessions: 3}            | limits.sessions            | an integer       | a map
            limits: {sessions: {max: -1}}    | limits.sessions.max        | -1               | an integer from 0 to 10000
            limits: {sessions: {policy: x}}  | limits.sessions.policy     | "x"              | one of close-oldest, reject
            endpoints: {a: {limits: {sessions: {max: 1}}}} | endpoints.a.limits.sessions | a setting of the whole server | in limits.sessions
            rooms: {a: {max-members: x}}     | rooms.a.max-members        | "x"              | an integer from 0 to 1000000
            auth: {default: {send: bob}}     | auth.default.send          | text             | a list
            auth: {default: {send: ["{"]}}   | auth.default.send[0]       | "{"              | a pattern of users
            log: {level: verbose}            | log.level                  | "verbose"        | one of trace, debug
            cluster: {config: none.xml}      | cluster.config             | no such file     | a file that can be read
            http: {pages: none}              | http.pages                 | "none" (no such folder) | a folder that can be read
            http: {pages: a.yaml}            | http.pages                 | "a.yaml" (a file) | a folder that can be read
            http: {pages: " "}               | http.pages                 | " "              | a folder that can be read
            http: {pages: true}              | http.pages                 | true             | a folder that can be read
            http: {pages: [a]}               | http.pages                 | a list           | a folder that can be read
            cluster: {config: .}             | cluster.config             | a directory      | a file that can be read
            cluster: {quorum: 2}             | cluster.quorum             | 2, and no cluster.config | 0 or 1 for a node that is alone
            cluster: {quorum: -1}            | cluster.quorum             | -1               | an integer from 0 to 1000
            cluster: {bus: {port: 70000}}    | cluster.bus.port           | 70000            | an integer from 0 to 65535
            cluster: {bus: {host: 0.0.0.0}}  | cluster.bus.host           | "0.0.0.0"        | which the others are told
            cluster: {copies: 7}             | cluster.copies             | 7                | an integer from 0 to 6
            auth: {jwt: {require-exp: yes}}  | auth.jwt.require-exp       | "yes"            | true or false
            auth: {jwt: {keys: {}}}          | auth.jwt.keys              | a map            | a list
            auth: {jwt: {keys: [{}]}}        | auth.jwt.keys[0].alg       | nothing          | one of HS256
            auth: {jwt: {keys: [{alg: none}]}} | auth.jwt.keys[0].alg     | "none"           | one of HS256
            auth: {jwt: {keys: [{alg: HS256}]}} | auth.jwt.keys[0]        | neither secret nor secret-base64 | one of them
            auth: {jwt: {keys: [{alg: HS384, secret: hunter2}]}} | auth.jwt.keys[0].secret | 7 bytes | at least 48 bytes for HS384
            auth: {jwt: {keys: [{alg: HS256, secret-base64: "*"}]}} | auth.jwt.keys[0].secret-base64 | *** | bytes in base64
            auth: {jwt: {keys: [{alg: HS256, secret: 77777777}]}} | auth.jwt.keys[0].secret | ***    | text
            auth: {jwt: {keys: [{alg: ES256}]}} | auth.jwt.keys[0].pem    | nothing          | a PEM file for ES256
            auth: {jwt: {keys: [{alg: ES256, pem: no}]}} | auth.jwt.keys[0].pem | no such file | a file that can be read
            auth: {default: {allow: {a: [fly]}}} | auth.default.allow.a[0] | "fly"           | one of join, publish
            auth: {default: {allow: {"a{": []}}} | auth.default.allow."a{" | "a{"            | a pattern
            """)
    void namesLinePathFoundAndAllowed(String yaml, String path, String found, String allowed) throws IOException {
        List<Violation> violations = violations(file("# comment\n" + yaml));

        assertThat(violations).singleElement().satisfies(violation -> {
            assertThat(violation.source()).isEqualTo(directory.resolve("a.yaml") + ":2");
            assertThat(violation.path()).isEqualTo(path);
            assertThat(violation.found()).contains(found);
            assertThat(violation.allowed()).contains(allowed);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            http: {port: 1             | (syntax)  | expected ',' or '}'
            http: &a {host: *b}        | (syntax)  | found undefined alias
            http: !!binary x           | (syntax)  | a tag
            http: &a {port: *a}        | (syntax)  | an alias to something that contains it
            {[a]: 1}                   | (syntax)  | a key that is a list or a map
            [a]                        | (file)    | a list
            """)
    void namesWhatIsWrongWithTheTextItself(String yaml, String path, String found) throws IOException {
        List<Violation> violations = violations(file(yaml));

        assertThat(violations).first().satisfies(violation -> {
            assertThat(violation.source()).startsWith(directory.resolve("a.yaml") + ":");
            assertThat(violation.path()).isEqualTo(path);
            assertThat(violation.found()).contains(found);
        });
    }

    @Test
    void namesBothLinesOfADuplicateKey() throws IOException {
        List<Violation> violations = violations(file("http:\n  port: 1\n  port: 2\n"));

        assertThat(violations).singleElement().satisfies(violation -> {
            assertThat(violation.source()).endsWith("a.yaml:3");
            assertThat(violation.path()).isEqualTo("http.port");
            assertThat(violation.allowed()).contains("a.yaml:2");
        });
    }

    @Test
    void refusesAManagementPortThatFollowsOutOfRange() throws IOException {
        List<Violation> violations = violations(file("http: {port: 65000}"));

        assertThat(violations).singleElement().satisfies(violation -> {
            assertThat(violation.path()).isEqualTo("management.port");
            assertThat(violation.found()).contains("http.port + 1000 is 66000");
        });
    }

    @Test
    void tellsEverythingAtOnce() throws IOException {
        Path first = file("http: {port: x, prt: 1}\nhttp: {host: 1}\n");
        ConfigSources sources = new ConfigSources(
                List.of(first, directory.resolve("none.yaml"), directory),
                Map.of("CARILLON_HTTP_PRT", "1", "CARILLON_LIMITS_ROOMS", "0"),
                false,
                List.of("nothing", "limits.romms=1", "auth.jwt.keys.3.alg=HS256"),
                ConfigSources.Options.NONE);

        assertThat(violations(sources))
                .extracting(Violation::path, Violation::source)
                .contains(
                        tuple("http", first + ":2"),
                        tuple("http.port", first + ":1"),
                        tuple("http.prt", first + ":1"),
                        tuple("http.host", first + ":2"),
                        tuple("(file)", directory.resolve("none.yaml").toString()),
                        tuple("(file)", directory.toString()),
                        tuple("CARILLON_HTTP_PRT", "environment"),
                        tuple("limits.rooms", "environment CARILLON_LIMITS_ROOMS"),
                        tuple("(argument)", "--set"),
                        tuple("limits.romms", "--set"),
                        tuple("auth.jwt.keys[3].alg", "--set"))
                .hasSize(11);
    }

    @Test
    void showsNoSecret() throws IOException {
        List<Violation> violations = violations(file("""
                auth:
                  jwt:
                    keys:
                      - { alg: HS256, secret: hunter2 }
                      - { alg: HS256, secret-base64: "hunter2!" }
                      - { alg: RS256, secret: hunter2 }
                      - hunter2
                    jwks: hunter2
                """));

        assertThat(violations).isNotEmpty().extracting(Violation::toString).noneMatch(text -> text.contains("hunter2"));
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws IOException {
        Path file = Files.write(directory.resolve("a.yaml"), "http: {host: ü}".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(violations(file))
                .singleElement()
                .extracting(Violation::found)
                .isEqualTo("bytes that are not UTF-8");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("a.yaml"), text);
    }

    private static List<Violation> violations(Path... files) {
        return violations(
                new ConfigSources(Arrays.asList(files), Map.of(), false, List.of(), ConfigSources.Options.NONE));
    }

    private static List<Violation> violations(ConfigSources sources) {
        ConfigException exception = catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(sources));
        return exception.violations();
    }
}
