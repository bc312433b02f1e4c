package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingConfigTest {

    private static LoadedConfig load(String... settings) {
        return ConfigLoader.load(
                new ConfigSources(List.of(), Map.of(), false, List.of(settings), ConfigSources.Options.NONE));
    }

    @Test
    void isOffWhereNoCollectorIsConfigured() {
        assertThat(load().config().tracing()).isEmpty();
    }

    @Test
    void readsEverything() {
        LoadedConfig loaded = load("tracing={endpoint: http://c:4318, sample: 1, service: chat, token: t-1}");
        TracingConfig config = loaded.config().tracing().orElseThrow();

        assertThat(config.endpoint()).isEqualTo(URI.create("http://c:4318"));
        assertThat(config.sample()).isEqualTo(1);
        assertThat(config.service()).isEqualTo("chat");
        assertThat(config.authorization()).contains("Bearer t-1");
        assertThat(loaded.yaml()).doesNotContain("t-1").contains("token: \"***\"");
    }

    @Test
    void keepsLittleUnlessItIsToldTo() {
        assertThat(load("tracing.endpoint=http://c")
                        .config()
                        .tracing()
                        .orElseThrow()
                        .sample())
                .isEqualTo(0.01);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tracing.sample=0.5                             | tracing.endpoint: found nothing; allowed: a URL
            tracing.service=x                              | tracing.endpoint: found nothing
            tracing.endpoint=grpc://c                      | a URL with http or https
            tracing.endpoint=http://c?a=b                  | a URL with a query
            tracing={endpoint: http://c, sample: 1.5}      | a number from 0.0 to 1.0
            tracing={endpoint: http://c, token: a b}       | printable ASCII
            log.levels={"io.carillon": loud}               | one of trace, debug
            log.levels={"io carillon": debug}              | a logger's name
            log.levels={io.vertx.ext.web: trace}           | info, warn or error there
            log.levels={io.netty.handler.Any: debug}       | info, warn or error there
            """)
    void tellsWhatIsWrong(String setting, String told) {
        assertThatThrownBy(() -> load(setting))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(told)
                .hasMessageNotContaining("a b");
    }

    @Test
    void hasLevelsOfLoggers() {
        LogConfig log = load("log.levels={\"io.carillon.gateway\": debug, io.vertx: trace, io.netty.handler: warn}")
                .config()
                .log();

        assertThat(log.levels())
                .containsOnly(
                        Map.entry("io.carillon.gateway", LogConfig.Level.DEBUG),
                        Map.entry("io.vertx", LogConfig.Level.TRACE),
                        Map.entry("io.netty.handler", LogConfig.Level.WARN));
    }
}
