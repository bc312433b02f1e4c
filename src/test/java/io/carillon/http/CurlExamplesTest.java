package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/http.md}, run by a shell as it stands there: all its examples, one after the other, and what it says they print. */
class CurlExamplesTest {

    private static final Pattern BLOCK =
            Pattern.compile("^```(sh|json|text)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String MARK = "=== example ===";

    private record Block(String script, String shown) {}

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(Path.of("docs", "http.md")));
        while (matcher.find()) {
            if (matcher.group(1).equals("sh")) {
                blocks.add(new Block(matcher.group(2), null));
            } else {
                Block last = blocks.remove(blocks.size() - 1);
                blocks.add(new Block(last.script(), matcher.group(2)));
            }
        }
        return blocks;
    }

    /** Three dots stand for anything on a line; where nothing is shown, anything is right. */
    private static Pattern expected(String shown) {
        return Pattern.compile(Stream.of(shown.strip().split("\\.\\.\\.", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^\n]*?")));
    }

    @Test
    void everyExampleDoesWhatIsShown() throws Exception {
        List<Block> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(5);
        List<String> printed = run(blocks);

        assertThat(printed).hasSameSizeAs(blocks);
        for (int i = 0; i < blocks.size(); i++) {
            String shown = blocks.get(i).shown();
            if (shown != null) {
                // curl ends no line behind an answer: each answer begins one of its own here
                String said = printed.get(i).replace("}{", "}\n{").strip();
                assertThat(said).as(blocks.get(i).script()).matches(expected(shown));
            }
        }
    }

    private static List<String> run(List<Block> blocks) throws Exception {
        StringBuilder script = new StringBuilder("set -eu\n");
        for (int i = 0; i < blocks.size(); i++) {
            script.append("echo; echo '")
                    .append(MARK)
                    .append("'\n")
                    .append(blocks.get(i).script());
        }
        try (TestServer server = TestServer.start(true, "rooms={\"orders:*\": {stream: true}}")) {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", script.toString()).redirectErrorStream(true);
            builder.environment().put("URL", "http://localhost:" + server.port());
            Process shell = builder.start();
            String all = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).as(all).isZero();
            return Stream.of(all.split("\n" + MARK + "\n")).skip(1).toList();
        }
    }
}
