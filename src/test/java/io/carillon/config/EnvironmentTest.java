package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {

    private static final String FILE = "{endpoints: {my-main: {}, My.Path: {}}, rooms: {'chat:*': {}}}";

    @ParameterizedTest
    @CsvSource({
        "CARILLON_HTTP,                            http",
        "CARILLON_HTTP_PORT,                       http.port",
        "CARILLON_LIMITS_HANDSHAKE,                limits.handshake",
        "CARILLON_LIMITS_HANDSHAKES_PER_SECOND,    limits.handshakes-per-second",
        "CARILLON_AUTH_JWT_KEYS,                   auth.jwt.keys",
        "CARILLON_AUTH_JWT_KEYS_0_SECRET_BASE64,   auth.jwt.keys[0].secret-base64",
        "CARILLON_AUTH_JWT_AUDIENCE_1,             auth.jwt.audience[1]",
        "CARILLON_AUTH_DEFAULT_ALLOW_NEWS,         auth.default.allow.news",
        "CARILLON_ENDPOINTS_MAIN_PATH,             endpoints.main.path",
        "CARILLON_ENDPOINTS_MAIN_TOKEN_IN_QUERY,   endpoints.main.token-in-query",
        "CARILLON_ENDPOINTS_OTHER_ONE_PATH,        endpoints.other-one.path",
        "CARILLON_ENDPOINTS_MY_MAIN_PATH,          endpoints.my-main.path",
        "CARILLON_ENDPOINTS_MY_PATH,               '\"endpoints\".\"My.Path\"'",
        "CARILLON_ROOMS_NEWS_CONFLATE,             rooms.news.conflate",
        "CARILLON_ROOMS_NEWS_CONFLATE_KEY,         rooms.news.conflate.key",
        "CARILLON_ROOMS_CHAT___PUBLISH,            '\"rooms\".\"chat:*\".publish'",
    })
    void findsTheSettingThatAVariableMeans(String variable, String path) {
        Value files = Yaml.read(FILE, line -> Origin.DEFAULT, new Violations());

        assertThat(new Environment(files).path(variable)).contains(SettingPath.parse(path));
    }

    @ParameterizedTest
    @CsvSource({
        "CARILLON_HTTP_PRT,         1,                   CARILLON_HTTP_PORT",
        "CARILLON_LOGLEVEL,         info,                CARILLON_LOG_LEVEL",
        "CARILLON_HTTP_PORT_X,      1,                   CARILLON_HTTP_PORT",
        "CARILLON_ENDPOINTS__PATH,  /ws,                 CARILLON_ENDPOINTS_NAME_PATH",
    })
    void namesTheNearestOfAnUnknownVariable(String variable, String value, String nearest) {
        Violations violations = new Violations();

        variables(Map.of(variable, value), violations);

        assertThat(violations.all()).singleElement().satisfies(violation -> {
            assertThat(violation.path()).isEqualTo(variable);
            assertThat(violation.allowed()).contains("did you mean " + nearest + "?");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "CARILLON_SERVICE_HOST,                  10.0.0.1",
        "CARILLON_HTTP_SERVICE_PORT,             8080",
        "CARILLON_HTTP_SERVICE_PORT_HTTP,        8080",
        "CARILLON_PORT,                          tcp://10.0.0.1:8080",
        "CARILLON_HTTP_PORT,                     tcp://10.0.0.1:8080",
        "CARILLON_HTTP_PORT_8080_TCP,            tcp://10.0.0.1:8080",
        "CARILLON_HTTP_PORT_8080_TCP_ADDR,       10.0.0.1",
        "CARILLON_HOME,                          /opt",
        "CARILLON_JAVA_OPTS,                     -Xmx1g",
        "CARILLON_HTTP_HOST,                     ''",
        "OTHER,                                  1",
    })
    void passesOverWhatIsNotForTheConfiguration(String variable, String value) {
        Violations violations = new Violations();

        assertThat(variables(Map.of(variable, value), violations)).isEmpty();
        assertThat(violations.all()).isEmpty();
    }

    @Test
    void buildsListsByTheirIndexes() {
        Map<String, String> environment = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            environment.put("CARILLON_AUTH_JWT_AUDIENCE_" + i, Integer.toString(i));
        }

        assertThat(load(environment).auth().jwt().audience())
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
    }

    @Test
    void readsMapsInFlowStyleBeforeWhatIsInThem() {
        Config config =
                load(Map.of("CARILLON_ENDPOINTS", "{a: {path: /1}, b: {path: /2}}", "CARILLON_ENDPOINTS_A_PATH", "/3"));

        assertThat(config.endpoints().values()).extracting(EndpointConfig::path).containsExactly("/3", "/2");
    }

    private static Config load(Map<String, String> environment) {
        return ConfigLoader.load(
                        new ConfigSources(List.<Path>of(), environment, false, List.of(), ConfigSources.Options.NONE))
                .config();
    }

    private static List<Environment.Variable> variables(Map<String, String> environment, Violations violations) {
        return new Environment(Value.Entries.none(Origin.DEFAULT)).variables(environment, violations);
    }
}
