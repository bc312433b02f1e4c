package io.carillon.bench;

import io.vertx.core.http.UpgradeRejectedException;
import java.nio.charset.StandardCharsets;

/** Why a server let nobody in, in its own words. */
final class Refusals {

    private static final int SHOWN = 300;

    private Refusals() {}

    static String explain(UpgradeRejectedException refused, Load.Target target) {
        String body = refused.getBody() == null
                ? ""
                : refused.getBody().toString(StandardCharsets.UTF_8).strip();
        String shown = body.length() > SHOWN ? body.substring(0, SHOWN) + "…" : body;
        String hint = refused.getStatus() == 401 && target.token().isEmpty()
                ? " (there was no token: --token, --config, or a server with --dev)"
                : "";
        return "the server refused the handshake: " + refused.getStatus() + ' ' + shown + hint;
    }
}
