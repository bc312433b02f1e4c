package io.carillon.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.auth.KeyRing;
import io.carillon.auth.TokenReview;
import io.carillon.auth.Verb;
import io.carillon.config.Config;
import io.carillon.config.ConfigLoader;
import io.carillon.message.RoomName;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why something is allowed or not. */
class ExplainerTest {

    private static final Config CONFIG =
            ConfigLoader.parse("""
                    auth:
                      jwt: {keys: [{alg: HS256, secret: "%s"}]}
                      default:
                        allow:
                          "user:{sub}": [join, history]
                          "team:{team}": [join]
                        send: ["{sub}", "help"]
                    endpoints: {web: {}, feed: {path: /feed}}
                    rooms:
                      "**": {publish: anyone, stream: true}
                      "news:*": {publish: services}
                      "talk:*": {publish: members, presence: true, stream: false}
                    """.formatted(Tokens.SECRET), Path.of("")).config();

    private static Explanation explain(String claims, Question question) {
        JsonObject all = new JsonObject().put("sub", "ada").put("exp", Tokens.now() + 60);
        TokenReview review = TokenReview.of(
                Tokens.sign(all.mergeIn(new JsonObject(claims))),
                KeyRing.of(CONFIG.auth().jwt()),
                CONFIG.auth(),
                Clock.systemUTC());
        return new Explainer(CONFIG).explain(question, Optional.of(review));
    }

    private static Question about(String room) {
        return new Question(Optional.of(new RoomName(room)), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Judgement verb(String claims, String room, Verb verb) {
        return explain(claims, about(room)).room().orElseThrow().verb(verb).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"allow": {"news:*": ["join"]}}     | news:a | join    | true  | the token's claim allow has "news:*"
            {"allow": {"news:*": ["publish"]}}  | news:a | publish | false | only services publish to the room news:a; publish is services by rooms."news:*".publish (line 11)
            {"allow": {"**": ["publish"]}}      | a      | publish | true  | the token's claim allow has "**"
            {"allow": {"t*:{sub}": ["join"]}}   | t1:ada | join    | true  | the token's claim allow has "t*:{sub}", here "t*:ada"
            {"allow": {"talk:*": ["publish"]}}  | talk:a | publish | false | only members publish to the room talk:a, and the token does not allow join in the room talk:a; publish is members by rooms."talk:*".publish (line 12)
            {"allow": {"talk:*": ["publish", "join"]}} | talk:a | publish | true | the token's claim allow has "talk:*"; once it has joined: publish is members by rooms."talk:*".publish (line 12)
            {"allow": {"**": ["members"]}}      | a      | members | false | the room a has no presence; presence is false by default, no pattern says otherwise
            {"allow": {"**": ["history"]}}      | talk:a | history | false | the room talk:a has no stream; stream is false by rooms."talk:*".stream (line 12)
            {"allow": {"a": ["join"], "b:*": ["join"], "c": ["history"]}} | x | join | false | the token does not allow join in the room x; its claim allow has no other patterns with join than "a"; "b:*"
            {"allow": {"a": ["join"]}}          | a      | publish | false | the token does not allow publish in the room a; its claim allow has no pattern with publish
            {"allow": {}}                       | a      | join    | false | the token does not allow join in the room a; its claim allow is empty
            {}                                  | user:ada | join  | true  | the token has no claim allow, and auth.default.allow has "user:{sub}", here "user:ada" (line 5)
            {"team": ["x", "y"]}                | team:y | join    | true  | the token has no claim allow, and auth.default.allow has "team:{team}", here "team:x", "team:y" (line 6)
            {}                                  | team:x | join    | false | the token does not allow join in the room team:x; it has no claim allow, and auth.default.allow has no other patterns with join than "user:{sub}", here "user:ada"; "team:{team}", for which the token has no claim
            {"allow": {"**": ["join"]}}         | $node  | join    | false | the room $node belongs to the server
            {"allow": {"**": ["publish"]}}      | $server | publish | false | the room $server belongs to the server
            {"allow": {}}                       | $server | join   | true  | everybody may join the room $server
            """)
    void isToldOfEachVerbInARoom(String claims, String room, String verb, boolean allowed, String because) {
        Judgement judged = verb(claims, room, Verb.of(verb).orElseThrow());

        assertThat(judged.because()).isEqualTo(because);
        assertThat(judged.allowed()).isEqualTo(allowed);
    }

    @Test
    void namesTheRuleAndTheLineWhereItIsWritten() {
        JsonObject judged = verb("{}", "user:ada", Verb.HISTORY).json();

        assertThat(judged.getJsonObject("rule")).isEqualTo(new JsonObject("""
                        {"pattern": "user:{sub}", "names": ["user:ada"], "verbs": ["join", "history"],
                         "from": "configuration", "source": "line 5"}"""));
    }

    @Test
    void allowsNothingToATokenThatIsNotAcceptedButTellsWhatItWouldAllow() {
        Judgement judged = verb("{\"exp\": 1, \"allow\": {\"a\": [\"join\"]}}", "a", Verb.JOIN);

        assertThat(judged.allowed()).isFalse();
        assertThat(judged.because())
                .isEqualTo("the token is not accepted: the token expired; apart from that: the token's claim allow has"
                        + " \"a\"");
        assertThat(judged.rule()).isPresent();
    }

    @Test
    void allowsNothingWhereTheTokenCannotBeRead() {
        Judgement judged = verb("{\"allow\": 5}", "a", Verb.JOIN);

        assertThat(judged.allowed()).isFalse();
        assertThat(judged.because()).isEqualTo("the token is not accepted: the claim allow must be an object");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                         | web  | true  | it has no claim endpoints, and may open any
            {"endpoints": ["web"]}     | web  | true  | its claim endpoints has "web"
            {"endpoints": ["web"]}     | feed | false | the token does not allow the endpoint feed; its claim endpoints has "web"
            {"endpoints": ["gone"]}    | gone | false | there is no such endpoint, there are "web", "feed"
            """)
    void isToldOfEndpoints(String claims, String endpoint, boolean allowed, String because) {
        Question question = new Question(Optional.empty(), Optional.of(endpoint), Optional.empty(), Optional.empty());

        Judgement judged = explain(claims, question).endpoint().orElseThrow();

        assertThat(judged.because()).isEqualTo(because);
        assertThat(judged.allowed()).isEqualTo(allowed);
    }

    @Test
    void isToldOfUsersAndMethods() {
        Question question =
                new Question(Optional.empty(), Optional.empty(), Optional.of("help"), Optional.of("orders.place"));

        Explanation explanation = explain("{\"call\": [\"orders.*\"]}", question);

        assertThat(explanation.json().getJsonObject("send")).isEqualTo(new JsonObject("""
                        {"user": "help", "allowed": true,
                         "because": "the token has no claim send, and auth.default.send has \\"help\\" (line 7)",
                         "rule": {"pattern": "help", "names": ["help"], "from": "configuration", "source": "line 7"}}"""));
        assertThat(explanation.json().getJsonObject("call")).isEqualTo(new JsonObject("""
                        {"method": "orders.place", "allowed": true,
                         "because": "the token's claim call has \\"orders.*\\"",
                         "rule": {"pattern": "orders.*", "names": ["orders.*"], "from": "token"}}"""));
        assertThat(explain("{\"send\": []}", question).send().orElseThrow().because())
                .isEqualTo("the token does not allow send to this user; its claim send is empty");
    }

    @Test
    void tellsOfARoomWithoutAToken() {
        JsonObject json =
                new Explainer(CONFIG).explain(about("talk:a"), Optional.empty()).json();

        JsonObject room = json.getJsonObject("room");
        assertThat(json.fieldNames()).containsExactly("room");
        assertThat(room.fieldNames()).containsExactlyInAnyOrder("room", "patterns", "settings");
        assertThat(room.getJsonArray("patterns")).isEqualTo(new JsonArray(List.of("talk:*", "**")));
        assertThat(room.getJsonArray("settings").getJsonObject(0)).isEqualTo(new JsonObject("""
                        {"name": "publish", "value": "members", "pattern": "talk:*", "source": "line 12"}"""));
        assertThat(room.getJsonArray("settings").getJsonObject(1))
                .isEqualTo(new JsonObject("{\"name\": \"max-members\", \"value\": 0, \"source\": \"default\"}"));
    }

    @Test
    void needsATokenForWhatIsAboutOne() {
        Question question = new Question(Optional.empty(), Optional.empty(), Optional.of("bob"), Optional.empty());

        assertThatThrownBy(() -> new Explainer(CONFIG).explain(question, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
