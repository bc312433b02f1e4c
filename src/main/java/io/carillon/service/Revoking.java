package io.carillon.service;

import io.carillon.auth.Revocation;
import io.carillon.auth.TokenException;
import io.carillon.cluster.Revoker;
import io.carillon.config.AuthConfig;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has tokens refused, and the connections that came with them closed, on all nodes.
 *
 * @param revoker of this node
 * @param config says now how long revocations are kept
 */
public record Revoking(Revoker revoker, Supplier<AuthConfig> config, Clock clock) {

    private static final Logger LOG = LoggerFactory.getLogger(Revoking.class);

    private static final int LONGEST_ID = 8192; // of a token
    private static final long UNSAID = Long.MIN_VALUE;

    /**
     * Does what a body says: {@code {user|jti|token|before}}.
     *
     * @return completes with how many connections there were
     */
    public Future<Integer> revoke(Body body) {
        Revocation revocation = revocation(body);
        return revoker.revoke(revocation)
                .onSuccess(count -> LOG.info("revoked kind={} affected={}", revocation.kind(), count))
                .recover(cause -> Future.failedFuture(
                        new RefusedException(ErrorCode.UNAVAILABLE, "the revocation could not be stored")));
    }

    private Revocation revocation(Body body) {
        String subject = body.onlyOne("user", "jti", "token", "before");
        long until = clock.millis() + config.get().keepRevocations().toMillis();
        return switch (subject) {
            case "user" -> Revocation.ofUser(Objects.requireNonNull(body.name("user")), clock.millis(), until);
            case "jti" -> Revocation.ofId(body.text("jti", LONGEST_ID), until);
            case "token" -> ofToken(body.text("token", Integer.MAX_VALUE));
            default -> Revocation.before(body.integer("before", UNSAID, Long.MIN_VALUE, Long.MAX_VALUE), until);
        };
    }

    private Revocation ofToken(String token) {
        try {
            return Revocation.ofToken(token, config.get().jwt().leeway());
        } catch (TokenException e) {
            throw Body.bad("token is none");
        }
    }
}
