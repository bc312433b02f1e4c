package io.carillon.auth;

import io.carillon.config.AuthConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The rules of one kind that a token goes by, each by itself: a {@link Grant} is made of the same, and keeps only what they come to.
 * For explanations; immutable.
 *
 * @param claim that has them: {@code allow}, {@code send}, {@code call}
 * @param ofToken whether the token has that claim; otherwise they are those of {@code auth.default}
 */
public record Permissions(String claim, boolean ofToken, List<Permission> all) {

    private static final String ALLOW = "allow";
    private static final String SEND = "send";
    private static final String CALL = "call";

    public Permissions {
        all = List.copyOf(all);
    }

    /** What a token allows in rooms. */
    public static Permissions inRooms(Grant grant, AuthConfig config) {
        JsonObject claims = grant.claims();
        return new Permissions(
                ALLOW, claims.containsKey(ALLOW), rules(claims, config).allow().expanded(claims));
    }

    /** Whom a token allows to send to. */
    public static Permissions toSend(Grant grant, AuthConfig config) {
        JsonObject claims = grant.claims();
        return new Permissions(
                SEND, claims.containsKey(SEND), rules(claims, config).send().expanded(claims, SEND));
    }

    /** Which methods a token allows to call. */
    public static Permissions toCall(Grant grant, AuthConfig config) {
        JsonObject claims = grant.claims();
        return new Permissions(
                CALL, claims.containsKey(CALL), rules(claims, config).call().expanded(claims, CALL));
    }

    private static Defaults rules(JsonObject claims, AuthConfig config) {
        return Defaults.of(config).unless(claims);
    }

    /** The first rule that allows this in a room. */
    public Optional<Permission> allowing(Verb verb, String room) {
        return all.stream()
                .filter(rule -> rule.verbs().contains(verb) && rule.isAbout(room))
                .findFirst();
    }

    /** The first rule that is about a user or method. */
    public Optional<Permission> allowing(String name) {
        return all.stream().filter(rule -> rule.isAbout(name)).findFirst();
    }
}
