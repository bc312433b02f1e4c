package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpPageTest {

    private static final String[] COMMANDS = {
        "",
        "serve",
        "sub",
        "pub",
        "token",
        "config",
        "config check",
        "config reference",
        "schema",
        "schema check",
        "bench",
        "verify",
        "completion"
    };

    @ParameterizedTest
    @CsvSource({"20, 60", "60, 60", "72, 72", "100, 100", "300, 120", "x, 80"})
    void isAsWideAsWhatItIsWrittenTo(String columns, int width) {
        for (String command : COMMANDS) {
            String page = help(Map.of("COLUMNS", columns), command);
            // an example stays in one line, to be copied
            assertThat(page.lines().filter(line -> !line.matches("  .*(carillon|CARILLON).*")))
                    .as(command)
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
            assertThat(page).doesNotContain("\u001B");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "serve",
                "sub",
                "pub",
                "token",
                "config check",
                "config reference",
                "schema check",
                "bench",
                "verify",
                "completion"
            })
    void teachesByExamplesAndTellsTheExitStatus(String command) {
        assertThat(help(Map.of(), command)).contains("Examples", "  carillon " + command, "Exit status: 0");
    }

    @ParameterizedTest
    @CsvSource({"true, '', false", "true, 1, true", "false, 1, false"})
    void hasColoursWhereTheyAreWanted(boolean allowed, String forced, boolean coloured) {
        String page = help(Map.of("NO_COLOR", allowed ? "" : "1", "CLICOLOR_FORCE", forced), "bench");
        assertThat(page.contains("\u001B[")).isEqualTo(coloured);
    }

    private static String help(Map<String, String> environment, String command) {
        StringWriter out = new StringWriter();
        String[] arguments = (command + " --help").strip().split(" ");
        Surroundings quiet = Quiet.SURROUNDINGS;
        Surroundings there = new Surroundings(
                environment,
                new Terminal(environment, false, false, false),
                quiet.signals(),
                quiet.halt(),
                quiet.pipes(),
                quiet.program());
        int status = Main.commandLine(there, (config, dev) -> null, arguments)
                .setOut(new PrintWriter(out, true))
                .execute(arguments);
        assertThat(status).isZero();
        return out.toString();
    }
}
