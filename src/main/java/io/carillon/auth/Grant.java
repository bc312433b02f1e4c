package io.carillon.auth;

import io.carillon.message.RoomName;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who somebody is, and what their token allows them. Says nothing of the server's own rooms, those that begin with
 * {@code $}; and the scope {@code api}, which opens all rooms to services, does not count in {@link #allows}. Immutable,
 * any thread.
 */
public final class Grant {

    private final String user;
    private final OptionalLong expires;
    private final OptionalLong issuedAt;
    private final Optional<String> tokenId;
    private final String claims; // JSON: connections keep their grant, and hardly anybody asks for all claims
    private final RoomRights rooms;
    private final Names recipients;
    private final Names methods;
    private final Optional<Set<String>> endpoints;
    private final Set<String> scopes;
    private final long fingerprint;

    private Grant(Claims claims, RoomRights rooms, Names recipients, Names methods, long fingerprint) {
        JsonObject json = claims.json();
        this.fingerprint = fingerprint;
        this.user = claims.user();
        this.expires = claims.expires();
        this.issuedAt = claims.issuedAt();
        this.tokenId = claims.id();
        this.claims = json.encode();
        this.rooms = rooms;
        this.recipients = recipients;
        this.methods = methods;
        this.endpoints = Claims.texts(json, "endpoints").map(Set::copyOf);
        this.scopes = Claims.text(json, "scope").map(Grant::words).orElse(Set.of());
    }

    private static Set<String> words(String scope) {
        return Stream.of(scope.split(" ")).filter(word -> !word.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What claims grant that somebody has verified already: neither times, nor issuer, nor audience are checked here.
     *
     * @param defaults what holds where there is no {@code allow}; where there is no {@code send} or {@code call}, nobody may be sent to and nothing called
     * @throws TokenException where a claim is ill-formed
     */
    public static Grant of(JsonObject claims, RoomRules defaults) {
        return of(Claims.of(claims), new Defaults(defaults, NameRules.NONE, NameRules.NONE), 0);
    }

    /** @param fingerprint the token's */
    static Grant of(Claims claims, Defaults defaults, long fingerprint) {
        JsonObject json = claims.json();
        Defaults rules = defaults.unless(json);
        return new Grant(
                claims,
                rules.allow().with(json),
                rules.send().with(json, "send"),
                rules.call().with(json, "call"),
                fingerprint);
    }

    /** The user: {@code sub}, 1 to 255 characters. */
    public String user() {
        return user;
    }

    /** When the token expires, in ms since 1970; empty where it does not. */
    public OptionalLong expires() {
        return expires;
    }

    /** When the token was issued, in ms since 1970, as it says itself. */
    public OptionalLong issuedAt() {
        return issuedAt;
    }

    /** The token's name for itself: {@code jti}. */
    public Optional<String> tokenId() {
        return tokenId;
    }

    /** The token's {@link Fingerprint}; 0 where there is no token. */
    long fingerprint() {
        return fingerprint;
    }

    /** Whether the user may do this in a room. Takes a lookup, and time in proportion to the patterns of the verb. */
    public boolean allows(Verb verb, RoomName room) {
        return rooms.include(verb, room.value());
    }

    /** Whether the user may send to another one, or to itself. */
    public boolean allowsSend(String to) {
        return recipients.include(to);
    }

    /** Whether there is anybody whom the user may send to. */
    public boolean allowsAnySend() {
        return !recipients.isEmpty();
    }

    /** Whether the user may call a method of a service. */
    public boolean allowsCall(String method) {
        return methods.include(method);
    }

    /** Whether the token may open the endpoint with this name; any, where it names none. */
    public boolean allowsEndpoint(String name) {
        return endpoints.isEmpty() || endpoints.get().contains(name);
    }

    /** The endpoints that the token may open; empty where it may open any. */
    public Optional<Set<String>> endpoints() {
        return endpoints;
    }

    /** The token's scopes. */
    public Set<String> scopes() {
        return scopes;
    }

    /** Whether the token has a scope, as {@code api} or {@code admin}. */
    public boolean hasScope(String scope) {
        return scopes.contains(scope);
    }

    /** All claims, as JSON. */
    public String claimsText() {
        return claims;
    }

    /** All claims; a copy. */
    public JsonObject claims() {
        return new JsonObject(claims);
    }

    /** The user alone: claims do not belong into logs. */
    @Override
    public String toString() {
        return "grant of " + user();
    }
}
