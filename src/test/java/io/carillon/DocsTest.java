package io.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages in {@code docs}: their links lead somewhere, and every alert has its entry in the runbook. */
class DocsTest {

    private static final Path DOCS = Path.of("docs");
    private static final Path ALERTS = Path.of("k8s", "monitoring", "alerts.yaml");

    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern IN_CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\[\\]]*]\\(([^()\\s]+)\\)");
    private static final Pattern REFERENCE = Pattern.compile("(?:src|srcset)=\"([^\"]+)\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");
    private static final Pattern ALERT = Pattern.compile("(?m)^ *- alert: (\\w+)$");
    private static final Pattern RUNBOOK = Pattern.compile("(?m)^ *runbook(?:_url)?: *(\\S+)$");

    private record Page(Path file, String text) {

        static Page of(Path file) {
            try {
                return new Page(file, FENCED.matcher(Files.readString(file)).replaceAll(""));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Where links that are no URLs lead to. */
        List<String> links() {
            return Stream.concat(
                            LINK.matcher(IN_CODE.matcher(text).replaceAll("`")).results(),
                            REFERENCE.matcher(text).results())
                    .map(found -> found.group(1))
                    .filter(link -> !link.matches("[a-z]+:.*"))
                    .toList();
        }

        /** As GitHub makes them from headings: the second of a name gets {@code -1}. */
        Set<String> anchors() {
            Map<String, Integer> times = new HashMap<>();
            Set<String> anchors = new HashSet<>();
            HEADING.matcher(text).results().map(found -> slug(found.group(1))).forEach(slug -> {
                int before = times.merge(slug, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? slug : slug + '-' + before);
            });
            return anchors;
        }

        private static String slug(String heading) {
            String shown = heading.replaceAll("\\[([^\\[\\]]*)]\\([^()]*\\)", "$1");
            return shown.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
        }
    }

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS)) {
            return Stream.concat(
                    Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md").map(Path::of),
                    files.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void hasLinksThatLeadSomewhere(Path file) {
        assertThat(Page.of(file).links()).allSatisfy(link -> {
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
            assertThat(target).as(link).exists();
            if (parts.length == 2) {
                assertThat(Page.of(target).anchors()).as(link).contains(parts[1]);
            }
        });
    }

    @Test
    void findsTheLinksOfAPageAtAll() {
        assertThat(Page.of(Path.of("README.md")).links())
                .hasSizeGreaterThan(30)
                .contains("docs/protocol.md", "#tokens", "docs/images/demo-light.png");
    }

    @Test
    void hasAnEntryInTheRunbookForEveryAlertAndNoOthers() throws IOException {
        String alerts = Files.readString(ALERTS);
        List<String> wanted =
                ALERT.matcher(alerts).results().map(DocsTest::anchor).toList();

        assertThat(wanted).hasSizeGreaterThan(5);
        assertThat(Page.of(DOCS.resolve("operations.md")).anchors().stream()
                        .filter(anchor -> anchor.startsWith("alert-")))
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void isWhereTheAlertsSayThatTheRunbookIs() throws IOException {
        String alerts = Files.readString(ALERTS);
        List<String> runbooks =
                RUNBOOK.matcher(alerts).results().map(found -> found.group(1)).toList();

        assertThat(runbooks)
                .isEqualTo(ALERT.matcher(alerts)
                        .results()
                        .map(found -> "docs/operations.md#" + anchor(found))
                        .toList());
    }

    private static String anchor(MatchResult alert) {
        return "alert-" + alert.group(1).toLowerCase(Locale.ROOT);
    }
}
