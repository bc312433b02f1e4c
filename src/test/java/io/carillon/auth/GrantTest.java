package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.RoomName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {

    private static final JsonObject CLAIMS = new JsonObject("""
            {"sub": "anna", "exp": 4000000000, "iat": 1000000000.5, "jti": "t1", "team": "a:b*", "level": 7, "staff": true,
             "groups": ["x", "y", 3, null, {"z": 1}], "nested": {"name": "n"}, "nothing": null, "empty": ""}""");

    private static Grant grant(JsonObject allow) {
        return Grant.of(CLAIMS.copy().put("allow", allow), RoomRules.NONE);
    }

    private static Grant joins(String pattern) {
        return grant(new JsonObject().put(pattern, new JsonArray().add("join")));
    }

    @ParameterizedTest
    @CsvSource({
        "news, news, true",
        "news, new, false",
        "news, news:x, false",
        "chat:*, chat:1, true",
        "chat:*, chat:, true",
        "chat:*, chat:1:2, false",
        "chat:**, chat:1:2, true",
        "**, any:thing, true",
        "user:{sub}, user:anna, true",
        "user:{sub}, user:bob, false",
        "user:{sub}, user:{sub}, false",
        "team:{team}:*, team:a:bc:d, false",
        "level:{level}, level:7, true",
        "staff:{staff}, staff:true, true",
        "group:{groups}, group:x, true",
        "group:{groups}, group:y, true",
        "group:{groups}, group:3, true",
        "group:{groups}, group:null, false",
        "group:{groups}-{groups}, group:x-y, true",
        "group:{groups}, group:z, false",
        "nested:{nested}, nested:n, false",
        "nested:{nested.name}, nested:n, false",
        "nested:{nested.name}**, nested:n, false",
        "nothing:{nothing}, nothing:null, false",
        "nothing:{nothing}**, nothing:null, false",
        "nothing:{missing}**, nothing:, false",
        "empty:{empty}, empty:, true",
        "empty:{empty}, empty:x, false"
    })
    void allowsWhatAPatternStandsFor(String pattern, String room, boolean allowed) {
        assertThat(joins(pattern).allows(Verb.JOIN, new RoomName(room))).isEqualTo(allowed);
    }

    @Test
    void takesAClaimsValueLiterally() {
        Grant grant = joins("team:{team}:*"); // the value is "a:b*", and no room's name has a star
        assertThat(grant.allows(Verb.JOIN, new RoomName("team:a:bcd:x"))).isFalse();
        Grant other = Grant.of(
                new JsonObject("{\"sub\":\"**\",\"allow\":{\"u:{sub}\":[\"join\"],\"{sub}\":[\"join\"]}}"),
                RoomRules.NONE);
        assertThat(other.allows(Verb.JOIN, new RoomName("u:bob"))).isFalse();
        Grant colon =
                Grant.of(new JsonObject("{\"sub\":\"a:b\",\"allow\":{\"u:{sub}:*\":[\"join\"]}}"), RoomRules.NONE);
        assertThat(colon.allows(Verb.JOIN, new RoomName("u:a:b:c"))).isTrue();
    }

    @Test
    void allowsTheVerbsOfAllPatternsThatMatch() {
        Grant grant = grant(new JsonObject("{\"a\":[\"join\"],\"*\":[\"publish\"],\"**\":[\"history\"],\"b\":[]}"));
        RoomName a = new RoomName("a");
        assertThat(List.of(Verb.values()).stream().filter(verb -> grant.allows(verb, a)))
                .containsExactly(Verb.JOIN, Verb.PUBLISH, Verb.HISTORY);
        assertThat(grant.allows(Verb.JOIN, new RoomName("b"))).isFalse();
    }

    @Test
    void takesTheDefaultWhereNothingIsSaid() {
        RoomRules defaults = RoomRules.of(Map.of("public:**", List.of("join"), "user:{sub}", List.of("history")));
        Grant silent = Grant.of(CLAIMS, defaults);
        assertThat(silent.allows(Verb.JOIN, new RoomName("public:x"))).isTrue();
        assertThat(silent.allows(Verb.HISTORY, new RoomName("user:anna"))).isTrue();
        assertThat(silent.allows(Verb.PUBLISH, new RoomName("public:x"))).isFalse();

        Grant nothing = Grant.of(CLAIMS.copy().put("allow", new JsonObject()), defaults);
        assertThat(nothing.allows(Verb.JOIN, new RoomName("public:x"))).isFalse();
    }

    @Test
    void theServersScopeOpensNoRooms() {
        Grant grant = Grant.of(CLAIMS.copy().put("scope", "api  admin"), RoomRules.NONE);
        assertThat(grant.hasScope("api")).isTrue();
        assertThat(grant.hasScope("admin")).isTrue();
        assertThat(grant.hasScope("ap")).isFalse();
        assertThat(grant.hasScope("")).isFalse();
        assertThat(grant.allows(Verb.JOIN, new RoomName("x"))).isFalse();
    }

    @Test
    void opensTheEndpointsThatItNames() {
        assertThat(Grant.of(CLAIMS, RoomRules.NONE).allowsEndpoint("main")).isTrue();
        Grant named = Grant.of(CLAIMS.copy().put("endpoints", new JsonArray().add("main")), RoomRules.NONE);
        assertThat(named.allowsEndpoint("main")).isTrue();
        assertThat(named.allowsEndpoint("legacy")).isFalse();
        assertThat(Grant.of(CLAIMS.copy().put("endpoints", new JsonArray()), RoomRules.NONE)
                        .allowsEndpoint("main"))
                .isFalse();
    }

    @Test
    void tellsWhoseItIs() {
        Grant grant = Grant.of(CLAIMS, RoomRules.NONE);
        assertThat(grant.user()).isEqualTo("anna");
        assertThat(grant.tokenId()).contains("t1");
        assertThat(grant.expires()).isEqualTo(OptionalLong.of(4_000_000_000_000L));
        assertThat(grant.issuedAt()).isEqualTo(OptionalLong.of(1_000_000_000_500L));
        assertThat(grant).hasToString("grant of anna");
    }

    /** They are kept as text: none may be lost on the way there and back, nor stop it. */
    @Test
    void givesBackWhateverWasClaimed() {
        JsonObject odd = CLAIMS.copy()
                .put("half", "\ud800")
                .put("name", "\u00dcbung \ud83d\ude00")
                .put("large", Long.MAX_VALUE)
                .put("small", 1e-300)
                .putNull("nothing")
                .put("deep", new JsonObject().put("list", new JsonArray().add(1).add("x")));
        assertThat(Grant.of(odd, RoomRules.NONE).claims()).isEqualTo(odd);
    }

    @Test
    void givesCopiesOfItsClaims() {
        JsonObject given = CLAIMS.copy();
        Grant grant = Grant.of(given, RoomRules.NONE);
        given.put("sub", "root");
        grant.claims().getJsonArray("groups").add("root");
        assertThat(grant.claims()).isEqualTo(CLAIMS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "1",
                "\"a\"",
                "[]",
                "[\"a\"]",
                "{\"a\":1}",
                "{\"a\":\"join\"}",
                "{\"a\":null}",
                "{\"a\":{}}",
                "{\"a\":[1]}",
                "{\"a\":[null]}",
                "{\"a\":[\"fly\"]}",
                "{\"a\":[\"Join\"]}",
                "{\"a\":[\"join\",\"\"]}",
                "{\"a{\":[\"join\"]}",
                "{\"a{}\":[\"join\"]}",
                "{\"\":[\"join\"]}",
                "{\"a{sub\":[]}"
            })
    void refusesAnIllFormedAllow(String allow) {
        assertRefused("allow", allow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"a\"", "{}", "[1]", "[\"a\", null]", "[[\"a\"]]"})
    void refusesWhatIsNoArrayOfStrings(String value) {
        for (String name : List.of("endpoints", "send", "call")) {
            assertRefused(name, value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"{\"]", "[\"a{}\"]", "[\"\"]"})
    void refusesIllFormedPatterns(String value) {
        assertRefused("send", value);
        assertRefused("call", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "[\"api\"]", "{}", "true"})
    void refusesAnIllFormedScope(String value) {
        assertRefused("scope", value);
    }

    private static void assertRefused(String name, String value) {
        JsonObject claims = new JsonObject("{\"sub\":\"anna\",\"" + name + "\":" + value + "}");
        assertThatThrownBy(() -> Grant.of(claims, RoomRules.NONE))
                .isInstanceOf(TokenException.class)
                .hasMessageStartingWith("the claim " + name + " ");
    }

    @Test
    void refusesPatternsThatMultiply() {
        List<String> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add("group" + i);
        }
        JsonObject claims = CLAIMS.copy().put("groups", new JsonArray(hundred));
        JsonObject once = new JsonObject().put("{groups}", new JsonArray().add("join"));
        assertThat(Grant.of(claims.copy().put("allow", once), RoomRules.NONE)
                        .allows(Verb.JOIN, new RoomName("group99")))
                .isTrue();

        JsonObject often = new JsonObject().put("{groups}".repeat(12), new JsonArray().add("join"));
        assertThatThrownBy(() -> Grant.of(claims.copy().put("allow", often), RoomRules.NONE))
                .isInstanceOf(TokenException.class)
                .hasMessage("the claims in the patterns of allow have too many values");
    }

    @Test
    void refusesDefaultsThatAreWrong() {
        assertThatThrownBy(() -> RoomRules.of(Map.of("a", List.of("fly"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no verb is called fly, there are join, publish, members, history");
        assertThatThrownBy(() -> RoomRules.of(Map.of("a{", List.of()))).isInstanceOf(IllegalArgumentException.class);
    }
}
