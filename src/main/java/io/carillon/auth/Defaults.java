package io.carillon.auth;

import io.carillon.config.AuthConfig;

/**
 * What a token allows that does not say so itself.
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
}
