package io.carillon.cli;

import io.vertx.core.Future;
import java.util.List;

/**
 * Runs small commands, for a virtual machine that writes down which classes they need (class-data sharing), so that they
 * start faster afterwards. Run by {@code bin/carillon} after a build; nothing that it prints is of use.
 */
public final class Rehearsal {

    private static final String KEY = "auth.jwt.keys=[{alg: HS256, secret: 0123456789abcdef0123456789abcdef}]";

    private Rehearsal() {}

    /**
     * @param arguments the URL of a server with {@code --dev}, for the commands that need one; or nothing
     */
    public static void main(String[] arguments) {
        Surroundings process = Surroundings.ofProcess();
        run(process, "--help");
        run(process, "--version");
        run(process, "serv"); // what somebody meant
        run(process, "sub", "--help");
        run(process, "completion", "bash");
        run(process, "config", "check", "--dev");
        run(process, "token", "--sub", "ada", "--allow", "a:*=join", "--claim", "n=1", "--set", KEY);
        run(process, "explain", "a:b", "--token", "none", "--set", KEY);
        List.of(arguments).forEach(url -> {
            run(process, "pub", url, "rehearsal", "{\"n\": 1}");
            run(process, "sub", url, "$server", "--count", "1");
        });
        System.exit(0);
    }

    private static void run(Surroundings process, String... arguments) {
        Main.commandLine(process, (config, dev) -> Future.failedFuture("a rehearsal has no server"), arguments)
                .execute(arguments);
    }
}
