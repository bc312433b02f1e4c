package io.carillon.cli;

import io.carillon.auth.TokenSigner;
import io.carillon.config.ConfigLoader;
import io.carillon.config.ConfigSources;
import io.carillon.config.JwtConfig;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Finds a token for clients of ours: signs one where a key is configured, asks a server with {@code --dev} where not. Blocks. */
final class ClientToken {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofHours(1);

    private final Map<String, String> environment;
    private final FileOptions files;
    private final String user;
    private final Duration valid;
    private Optional<Path> ca = Optional.empty();

    /**
     * @param user whose token
     * @param valid how long it is needed
     */
    ClientToken(Map<String, String> environment, FileOptions files, String user, Duration valid) {
        this.environment = environment;
        this.files = files;
        this.user = user;
        this.valid = valid;
    }

    /** Trusts the authorities in a PEM file with https, in place of those of the JDK. */
    ClientToken trusting(Optional<Path> authorities) {
        ca = authorities;
        return this;
    }

    /** Nothing where there is neither: the server may want none. */
    Optional<String> find(URI server) {
        JwtConfig jwt = ConfigLoader.load(files.sources(environment, false, ConfigSources.Options.NONE))
                .config()
                .auth()
                .jwt();
        return jwt.hasKeys() ? Optional.of(sign(jwt)) : ask(server);
    }

    private String sign(JwtConfig jwt) {
        JsonObject claims = new JsonObject()
                .put("sub", user)
                .put("exp", Clock.systemUTC().instant().plus(valid).plus(SLACK).getEpochSecond())
                .put("allow", new JsonObject().put("**", JsonArray.of("join", "publish", "history")));
        jwt.issuer().ifPresent(issuer -> claims.put("iss", issuer));
        if (!jwt.audience().isEmpty()) {
            claims.put("aud", new JsonArray(jwt.audience()));
        }
        return TokenSigner.of(jwt).sign(claims);
    }

    private Optional<String> ask(URI server) {
        String scheme = server.getScheme().equalsIgnoreCase("wss") ? "https" : "http";
        URI page = URI.create(scheme + "://" + server.getRawAuthority() + "/dev/token?user="
                + URLEncoder.encode(user, StandardCharsets.UTF_8));
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(PATIENCE);
        ca.ifPresent(file -> client.sslContext(Authorities.context(file)));
        HttpClient http = client.build();
        HttpRequest request = HttpRequest.newBuilder(page).timeout(PATIENCE).build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? Optional.ofNullable(new JsonObject(answer.body()).getString("token"))
                    : Optional.empty();
        } catch (IOException | DecodeException | ClassCastException e) {
            return Optional.empty(); // the handshake will tell what is wrong
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
