package io.carillon.cli;

import io.carillon.auth.Grant;
import io.carillon.auth.RoomRules;
import io.carillon.auth.TokenException;
import io.carillon.auth.TokenSigner;
import io.carillon.config.AuthConfig;
import io.carillon.config.ConfigLoader;
import io.carillon.config.ConfigSources;
import io.carillon.config.Durations;
import io.carillon.config.JwtConfig;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes tokens, for trying things out and for scripts. */
@Command(
        name = "token",
        description = "Prints a token, signed with the first configured key that can sign.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Issuer and audience are those of the configuration; a --claim wins over everything else.",
            "",
            "Examples:",
            "  carillon token --sub ada --allow 'chat:*=join,publish' --allow 'news=join' --config FILE",
            "  carillon token --sub ci --ttl 5m --claim scope=api --claim 'roles=[\"build\"]' --config FILE",
            "  CARILLON_AUTH_JWT_KEYS='[{alg: HS256, secret: ...}]' carillon token --sub ada",
            "",
            "Exit status: 0 printed; 2 bad configuration or arguments, or no key that can sign."
        })
final class Token implements Callable<Integer> {

    private final Map<String, String> environment;
    private final Clock clock = Clock.systemUTC();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--sub", paramLabel = "USER", required = true, description = "Whose token it is.")
    private String subject = "";

    @Option(
            names = "--allow",
            paramLabel = "PATTERN=VERB,VERB",
            description = "What it allows in which rooms: join, publish, members, history; may be repeated."
                    + " Without any the server's default holds.")
    private List<String> allow = new ArrayList<>();

    @Option(names = "--ttl", paramLabel = "TIME", description = "How long it is valid (default: ${DEFAULT-VALUE}).")
    private String ttl = "1h";

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description = "A further claim; JSON where it parses, else text; may be repeated.")
    private List<String> claims = new ArrayList<>();

    @Mixin
    private FileOptions files = new FileOptions();

    Token(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        JsonObject payload = payload();
        JwtConfig jwt = ConfigLoader.load(files.sources(environment, false, ConfigSources.Options.NONE))
                .config()
                .auth()
                .jwt();
        TokenSigner signer = TokenSigner.of(jwt);
        JsonObject defaults = new JsonObject();
        jwt.issuer().ifPresent(issuer -> defaults.put("iss", issuer));
        if (!jwt.audience().isEmpty()) {
            defaults.put("aud", new JsonArray(jwt.audience()));
        }
        JsonObject token = defaults.mergeIn(payload);
        check(token);
        Main.print(spec.commandLine().getOut(), signer.sign(token) + System.lineSeparator());
        return ExitStatus.OK.code();
    }

    /** What no server would take is not worth printing. */
    private void check(JsonObject token) {
        try {
            Grant.of(token, RoomRules.NONE);
        } catch (TokenException e) {
            throw new ParameterException(spec.commandLine(), "not a token that is accepted: " + e.description());
        }
    }

    private JsonObject payload() {
        Instant now = clock.instant();
        JsonObject payload = new JsonObject()
                .put("sub", subject)
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(ttl()).getEpochSecond());
        if (!allow.isEmpty()) {
            JsonObject rooms = new JsonObject();
            allow.forEach(text -> allow(rooms, text));
            payload.put("allow", rooms);
        }
        claims.forEach(text -> claim(payload, text));
        return payload;
    }

    private Duration ttl() {
        try {
            Duration duration = Durations.parse(ttl);
            if (duration.toSeconds() > 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            throw misused("--ttl", ttl, "a time span like 10s, 5m or 1h");
        }
        throw misused("--ttl", ttl, "1s or more");
    }

    /** The verbs have no {@code =} in them, the pattern may. */
    private void allow(JsonObject rooms, String text) {
        int equals = text.lastIndexOf('=');
        List<String> verbs = List.of(text.substring(equals + 1).split(",", -1));
        if (equals <= 0 || !AuthConfig.VERBS.containsAll(verbs)) {
            throw misused("--allow", text, "PATTERN=VERB,VERB with verbs of " + String.join(", ", AuthConfig.VERBS));
        }
        rooms.put(text.substring(0, equals), new JsonArray(verbs));
    }

    private void claim(JsonObject payload, String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw misused("--claim", text, "NAME=VALUE");
        }
        payload.put(text.substring(0, equals), json(text.substring(equals + 1)));
    }

    private static Object json(String text) {
        try {
            return Json.decodeValue(text);
        } catch (DecodeException e) {
            return text;
        }
    }

    private ParameterException misused(String option, String found, String allowed) {
        return new ParameterException(spec.commandLine(), option + ": found \"" + found + "\"; allowed: " + allowed);
    }
}
