package io.carillon.auth;

import io.carillon.config.AuthConfig;
import io.vertx.core.json.JsonObject;

/**
 * What tokens allow: those that do not say so themselves, or, with their own rules {@linkplain #unless in the place} of these, any.
 *
 * @param allow in rooms
 * @param send to users
 * @param call of methods of services
 */
record Defaults(RoomRules allow, NameRules send, NameRules call) {

    /** Nothing. */
    static final Defaults NONE = new Defaults(RoomRules.NONE, NameRules.NONE, NameRules.NONE);

    static Defaults of(AuthConfig config) {
        return new Defaults(
                RoomRules.of(config.defaultAllow()),
                NameRules.of(config.defaultSend()),
                NameRules.of(config.defaultCall()));
    }

    /**
     * The rules that a token with these claims goes by: its own, and these where it has none.
     *
     * @throws TokenException where its own are ill-formed
     */
    Defaults unless(JsonObject claims) {
        NameRules ownCall = NameRules.claimed(claims, "call", call);
        NameRules ownSend = NameRules.claimed(claims, "send", send);
        RoomRules ownAllow = claims.containsKey("allow") ? RoomRules.claimed(claims.getValue("allow")) : allow;
        return new Defaults(ownAllow, ownSend, ownCall);
    }
}
