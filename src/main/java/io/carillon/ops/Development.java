package io.carillon.ops;

import io.carillon.auth.TokenSigner;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** What only {@code --dev} serves: tokens that allow everything to anybody who asks. */
public final class Development implements Consumer<Router> {

    private static final Duration TTL = Duration.ofHours(12);
    private static final int LONGEST_USER = 255;

    /** The names of this machine's own address; what else listens there is a developer's too. */
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final TokenSigner signer;
    private final Clock clock;
    private final boolean loopback;

    /**
     * @param loopback whether the server listens on this machine's own address alone
     */
    public Development(TokenSigner signer, Clock clock, boolean loopback) {
        this.signer = signer;
        this.clock = clock;
        this.loopback = loopback;
    }

    @Override
    public void accept(Router router) {
        if (loopback) {
            router.route().order(-1).handler(Development::requireLoopbackName);
        }
        router.get("/dev/token").handler(this::token);
        // The console asks before it fetches a token: a browser would log a failure where there are none to be had.
        router.get("/console/session")
                .order(-1)
                .handler(routing -> json(routing, 200, new JsonObject().put("development", true)));
    }

    /**
     * A page of somebody else's may give its own name this machine's address (DNS rebinding); the browser would then let
     * it read our tokens.
     */
    private static void requireLoopbackName(RoutingContext routing) {
        HostAndPort authority = routing.request().authority();
        if (authority != null && !LOOPBACK.contains(authority.host())) {
            json(
                    routing,
                    403,
                    new JsonObject()
                            .put("error", "forbidden")
                            .put(
                                    "reason",
                                    "with --dev the server answers to localhost alone; --host names an address for others"));
            return;
        }
        routing.next();
    }

    private void token(RoutingContext routing) {
        String user = routing.queryParam("user").stream().findFirst().orElse("").strip();
        if (user.isEmpty() || user.length() > LONGEST_USER) {
            json(
                    routing,
                    400,
                    new JsonObject()
                            .put("error", "bad_request")
                            .put("reason", "user is 1 to 255 characters, got " + user.length()));
            return;
        }
        long expires = clock.instant().plus(TTL).getEpochSecond();
        JsonObject claims = new JsonObject()
                .put("sub", user)
                .put("exp", expires)
                .put(
                        "allow",
                        new JsonObject()
                                .put(
                                        "**",
                                        new JsonArray()
                                                .add("join")
                                                .add("publish")
                                                .add("members")
                                                .add("history")))
                .put("send", new JsonArray().add("**"))
                .put("call", new JsonArray().add("**"))
                .put("scope", "api admin");
        json(routing, 200, new JsonObject().put("token", signer.sign(claims)).put("expires", expires * 1000));
    }

    private static void json(RoutingContext routing, int status, JsonObject body) {
        routing.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }
}
