package io.carillon.service;

import io.carillon.auth.Revocation;
import io.carillon.auth.TokenException;
import io.carillon.cluster.Revoker;
import io.carillon.config.AuthConfig;
import io.carillon.message.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address {@code carillon.revoke} on the event bus: what any Vert.x application in the cluster may have revoked. Each
 * node listens, and any of them does it for all. Failures have the HTTP status as their code and the error code as their
 * message. On an event loop.
 */
public final class RevokeAddress {

    private static final Logger LOG = LoggerFactory.getLogger(RevokeAddress.class);

    static final String ADDRESS = "carillon.revoke";

    private static final List<String> SUBJECTS = List.of("user", "jti", "token", "before");
    private static final int LONGEST_USER = 255;
    private static final int LONGEST_ID = 8192; // of a token

    private final Revoker revoker;
    private final AuthConfig config;
    private final Clock clock;

    private RevokeAddress(Revoker revoker, AuthConfig config, Clock clock) {
        this.revoker = revoker;
        this.config = config;
        this.clock = clock;
    }

    /** Completes when the cluster knows that this node listens. */
    public static Future<Void> serve(Vertx vertx, Revoker revoker, AuthConfig config, Clock clock) {
        RevokeAddress address = new RevokeAddress(revoker, config, clock);
        return vertx.eventBus().consumer(ADDRESS, address::asked).completion();
    }

    private void asked(Message<Object> message) {
        Revocation revocation;
        try {
            revocation = revocation(message.body());
        } catch (IllegalArgumentException | TokenException e) {
            LOG.debug("a bad request to {}: {}", ADDRESS, e.getMessage());
            fail(message, ErrorCode.BAD_REQUEST);
            return;
        }
        revoker.revoke(revocation)
                .onSuccess(count -> {
                    LOG.info("revoked kind={} affected={}", revocation.kind(), count);
                    message.reply(new JsonObject().put("affected", count));
                })
                .onFailure(cause -> fail(message, ErrorCode.UNAVAILABLE));
    }

    private static void fail(Message<Object> message, ErrorCode code) {
        message.fail(code.status(), code.code());
    }

    private Revocation revocation(Object body) {
        if (!(body instanceof JsonObject json)
                || SUBJECTS.stream().filter(json::containsKey).count() != 1) {
            throw new IllegalArgumentException("a map with one of " + SUBJECTS);
        }
        long now = clock.millis();
        long until = now + config.keepRevocations().toMillis();
        if (json.containsKey("user")) {
            return Revocation.ofUser(text(json, "user", LONGEST_USER), now, until);
        }
        if (json.containsKey("jti")) {
            return Revocation.ofId(text(json, "jti", LONGEST_ID), until);
        }
        return json.containsKey("token")
                ? Revocation.ofToken(
                        text(json, "token", Integer.MAX_VALUE), config.jwt().leeway())
                : Revocation.before(moment(json), until);
    }

    private static String text(JsonObject json, String name, int longest) {
        if (json.getValue(name) instanceof String text
                && !text.isEmpty()
                && text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        throw new IllegalArgumentException(name + " is a text of 1 to " + longest + " characters");
    }

    private static long moment(JsonObject json) {
        Object before = Objects.requireNonNullElse(json.getValue("before"), "null");
        if (before instanceof Long || before instanceof Integer) {
            return ((Number) before).longValue();
        }
        throw new IllegalArgumentException("before is an integer, in ms since 1970");
    }
}
