package io.carillon.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks with axe-core, from the console's {@code node_modules}, for what keeps people from using a page. */
final class Axe {

    private static final Path SCRIPT = Path.of("clients/console/node_modules/axe-core/axe.min.js");

    private static final String VIOLATIONS = """
            return axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations
                .filter(({impact}) => impact === 'serious' || impact === 'critical')
                .flatMap(({id, impact, nodes}) => nodes.map(({target, failureSummary}) =>
                    `${impact} ${id} at ${target}: ${failureSummary}`)))
            """;

    private final String script;

    Axe() {
        if (!Files.exists(SCRIPT)) {
            throw new IllegalStateException("no " + SCRIPT + ": npm ci in clients/console puts it there");
        }
        try {
            script = Files.readString(SCRIPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is serious or critical on the page as it is now. */
    List<String> violations(ChromiumWindow window) {
        window.run(script);
        List<?> found = (List<?>) window.run(VIOLATIONS);
        return found.stream().map(String::valueOf).toList();
    }
}
