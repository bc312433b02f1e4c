package io.carillon.cli;

import io.carillon.auth.KeyRing;
import io.carillon.auth.TokenCheck;
import io.carillon.auth.TokenKeys;
import io.carillon.auth.TokenReview;
import io.carillon.auth.Verb;
import io.carillon.config.AuthConfig;
import io.carillon.config.Config;
import io.carillon.config.ConfigLoader;
import io.carillon.config.ConfigSources;
import io.carillon.explain.Explainer;
import io.carillon.explain.Explanation;
import io.carillon.explain.Judgement;
import io.carillon.explain.Question;
import io.carillon.message.RoomName;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Why a user may do something in a room or not, and why the room is as it is; by a configuration, without a server. */
@Command(
        name = "explain",
        description = "Tells what a token allows in a room, and why; and where the room's settings are from.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "What was revoked is known to servers alone: POST /api/v1/admin/explain asks one that runs.",
            "",
            "Examples:",
            "  carillon explain chat:lobby carillon.yaml  the room's settings",
            "  carillon explain chat:lobby carillon.yaml --token @ada.jwt  what ada may do there",
            "  pbpaste | carillon explain chat:lobby carillon.yaml --token - --may publish && echo yes",
            "  carillon explain chat:lobby carillon.yaml --token @ada.jwt --endpoint web --user bob --json",
            "",
            "Exit status: 0 allowed: what --may says, or else the token is accepted, and allows --endpoint, --user and",
            "--method where they are given; 1 not allowed, or keys that are elsewhere cannot be had; 2 bad configuration or",
            "arguments."
        })
final class Explain implements Callable<Integer> {

    /** Of a token; what is longer is none, and needs not be read to its end. */
    private static final int MOST = 64 * 1024;

    private static final long PATIENCE = 60;

    private final Surroundings surroundings;
    private final Clock clock = Clock.systemUTC();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room's name.")
    private String room = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "A configuration; the same as a last --config.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token; - for standard input, @FILE for a file. It is not shown. Without one only the"
                    + " room's settings are told.")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--may",
            paramLabel = "VERB",
            completionCandidates = Choices.Verbs.class,
            description = "Has the exit status say whether the token allows this: join, publish, members or history.")
    private Optional<String> may = Optional.empty();

    @Option(names = "--endpoint", paramLabel = "NAME", description = "Whether the token opens this endpoint, too.")
    private Optional<String> endpoint = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "Whether it allows to send to this user, too.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--method", paramLabel = "NAME", description = "Whether it allows to call this method, too.")
    private Optional<String> method = Optional.empty();

    @Option(names = "--json", description = "Prints one JSON object, as POST /api/v1/admin/explain answers.")
    private boolean json;

    @Mixin
    private FileOptions files = new FileOptions();

    Explain(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        Question question = new Question(Optional.of(name()), endpoint, user, method);
        Optional<Verb> verb = may.map(this::verb);
        if (token.isEmpty() && (verb.isPresent() || question.needsToken())) {
            throw misused("--token", "none", "one, where --may, --endpoint, --user or --method asks about it");
        }
        Config config = ConfigLoader.load(sources()).config();
        Optional<TokenReview> review =
                token.isPresent() ? Optional.of(review(text(token.get()), config.auth())) : Optional.empty();
        Explanation explanation = new Explainer(config).explain(question, review);
        Terminal terminal = surroundings.terminal();
        Main.print(
                spec.commandLine().getOut(),
                json
                        ? explanation.json().encode() + System.lineSeparator()
                        : ExplainText.of(
                                explanation, terminal.isOut() ? terminal.columns() : Integer.MAX_VALUE, terminal));
        return status(explanation, verb).code();
    }

    private static ExitStatus status(Explanation explanation, Optional<Verb> verb) {
        boolean accepted = explanation.token().map(TokenReview::isValid).orElse(true);
        boolean may = verb.flatMap(asked -> explanation.room().flatMap(about -> about.verb(asked)))
                .map(Judgement::allowed)
                .orElse(accepted);
        boolean others = Stream.of(explanation.endpoint(), explanation.send(), explanation.call())
                .flatMap(Optional::stream)
                .allMatch(Judgement::allowed);
        return may && others ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private ConfigSources sources() {
        ConfigSources given = files.sources(surroundings.environment(), false, ConfigSources.Options.NONE);
        List<Path> all = new ArrayList<>(given.files());
        file.ifPresent(all::add);
        return new ConfigSources(all, given.environment(), given.dev(), given.settings(), given.options());
    }

    private TokenReview review(String text, AuthConfig auth) throws Exception {
        KeyRing keys = KeyRing.orNone(auth.jwt());
        return auth.jwt().jwks().url().isPresent()
                ? fetched(text, keys, auth)
                : TokenReview.of(text, keys, auth, clock);
    }

    private TokenReview fetched(String text, KeyRing own, AuthConfig auth) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            TokenKeys keys = TokenKeys.start(vertx, own, auth.jwt().jwks())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE, TimeUnit.SECONDS);
            keys.close();
            TokenReview review = TokenReview.of(text, keys, auth, clock);
            if (!keys.isReady() && lacksKey(review)) {
                throw new IllegalStateException("the keys of auth.jwt.jwks.url cannot be had");
            }
            return review;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        }
    }

    /** Whether another key might make a difference. */
    private static boolean lacksKey(TokenReview review) {
        return Stream.of(TokenCheck.KEY, TokenCheck.SIGNATURE)
                .anyMatch(check -> review.finding(check).outcome() == TokenReview.Outcome.FAILED);
    }

    private RoomName name() {
        try {
            return new RoomName(room);
        } catch (IllegalArgumentException e) {
            throw misused("ROOM", room.isEmpty() ? "nothing" : room, String.valueOf(e.getMessage()));
        }
    }

    private Verb verb(String text) {
        return Verb.of(text).orElseThrow(() -> misused("--may", text, String.join(", ", AuthConfig.VERBS)));
    }

    /** What may be a token is never shown, not even where it is none. */
    private String text(String given) {
        String text = given;
        try {
            if (given.equals("-")) {
                text = read(surroundings.in());
            } else if (given.startsWith("@")) {
                try (InputStream in = Files.newInputStream(Path.of(given.substring(1)))) {
                    text = read(in);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw misused("--token", "a file that cannot be read", "a token, -, or @ and the name of a file");
        }
        if (text.isBlank()) {
            throw misused("--token", "nothing", "a token, -, or @ and the name of a file");
        }
        return text.strip();
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
    }

    private ParameterException misused(String argument, String found, String allowed) {
        return new ParameterException(spec.commandLine(), argument + ": found " + found + "; allowed: " + allowed);
    }
}
