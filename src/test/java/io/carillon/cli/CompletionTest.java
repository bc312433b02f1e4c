package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed for shells, in those that are installed. */
class CompletionTest {

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            carillon se                        | serve
            carillon co                        | config completion
            carillon config                    | config
            carillon config ''                 | check reference -h --help -V --version
            carillon config check --c          | --config --cluster
            carillon sub ws://h/ws room --fo   | --format
            carillon sub --format ''           | json msgpack bson
            carillon sub --format b            | bson
            carillon sub --format = m          | msgpack
            carillon bench --format =          | json msgpack bson
            carillon explain room --may ''     | join publish members history
            carillon explain room a            | a file.yaml
            carillon completion ''             | bash zsh fish -h --help -V --version
            carillon serve --config a          | a file.yaml
            carillon serve --port ''           | ''
            """)
    void offersInBashWhatMayFollow(String words, String offers) throws Exception {
        Files.createFile(directory.resolve("a file.yaml"));
        String script = script("bash") + "cd '" + directory + "'\nCOMP_WORDS=(" + words + ")\n"
                + "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_carillon\nIFS=' '; echo \"${COMPREPLY[*]}\"\n";

        assertThat(run("bash", script)).isEqualTo(offers);
    }

    @ParameterizedTest
    @CsvSource({"bash, -n", "zsh, -n", "fish, --no-execute"})
    void isAScriptThatTheShellUnderstands(String shell, String check) throws Exception {
        assumeTrue(isInstalled(shell));
        Path file = Files.writeString(directory.resolve("script"), script(shell));

        assertThat(run(shell, "", check, file.toString())).isEmpty();
    }

    @Test
    void offersInFishWhatMayFollow() throws Exception {
        assumeTrue(isInstalled("fish"));
        String script = script("fish") + "complete -C 'carillon sub --format '\ncomplete -C 'carillon config ch'\n";

        assertThat(run("fish", script))
                .isEqualTo(
                        "bson\tWhat is spoken\njson\tWhat is spoken\nmsgpack\tWhat is spoken\ncheck\tValidates the configuration, prints what"
                                + " holds as YAML (secrets masked), and exits");
    }

    private static boolean isInstalled(String shell) {
        return List.of("/bin/", "/usr/bin/", "/usr/local/bin/").stream()
                .anyMatch(where -> Files.isExecutable(Path.of(where + shell)));
    }

    private static String script(String shell) {
        StringWriter out = new StringWriter();
        int status = Quiet.commands("completion", shell)
                .setOut(new PrintWriter(out, true))
                .execute("completion", shell);
        assertThat(status).isZero();
        return out.toString();
    }

    private static String run(String shell, String script, String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = shell;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
