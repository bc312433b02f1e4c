package io.carillon.explain;

import io.carillon.auth.Grant;
import io.carillon.auth.TokenReview;
import io.carillon.auth.Verb;
import io.carillon.config.RoomOrigins;
import io.carillon.config.RoomSetting;
import io.carillon.message.RoomName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The answer to a {@link Question}: what was not asked for is not in it.
 *
 * @param token what there is to say of the token itself
 */
public record Explanation(
        Optional<TokenReview> token,
        Optional<Judgement> endpoint,
        Optional<Room> room,
        Optional<Judgement> send,
        Optional<Judgement> call) {

    /**
     * A room.
     *
     * @param verbs what may be done there; empty where there is no token
     * @param rules all that the token goes by, for rooms; empty where that cannot be read
     * @param origins its settings, and where they are from
     */
    public record Room(RoomName room, List<Judgement> verbs, List<UsedRule> rules, RoomOrigins origins) {

        public Room {
            verbs = List.copyOf(verbs);
            rules = List.copyOf(rules);
        }

        /** What is said of a verb. */
        public Optional<Judgement> verb(Verb verb) {
            return verbs.stream()
                    .filter(each -> each.subject().equals(verb.toString()))
                    .findFirst();
        }

        /** Its settings alone, as {@code GET /admin/rooms/{room}/settings} answers. */
        public JsonObject settingsJson() {
            return settings(new JsonObject().put("room", room.value()));
        }

        private JsonObject settings(JsonObject json) {
            return json.put("patterns", new JsonArray(origins.patterns()))
                    .put("settings", array(origins.settings(), Room::json));
        }

        private static JsonObject json(RoomSetting setting) {
            JsonObject json = new JsonObject().put("name", setting.name()).put("value", setting.value());
            Object configured = setting.configured();
            if (configured != null) {
                json.put("configured", configured);
            }
            setting.pattern().ifPresent(pattern -> json.put("pattern", pattern));
            json.put("source", setting.source());
            setting.note().ifPresent(note -> json.put("note", note));
            return json;
        }

        JsonObject json() {
            JsonObject json = new JsonObject().put("room", room.value());
            if (!verbs.isEmpty()) {
                json.put("verbs", array(verbs, Judgement::json)).put("rules", array(rules, UsedRule::json));
            }
            return settings(json);
        }
    }

    /** As machines read it. */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        token.ifPresent(review -> json.put("token", json(review)));
        endpoint.ifPresent(judged -> json.put("endpoint", judged.json()));
        room.ifPresent(about -> json.put("room", about.json()));
        send.ifPresent(judged -> json.put("send", judged.json()));
        call.ifPresent(judged -> json.put("call", judged.json()));
        return json;
    }

    private static JsonObject json(TokenReview review) {
        JsonObject json = new JsonObject().put("valid", review.isValid());
        review.reason().ifPresent(reason -> json.put("reason", reason));
        review.grant().ifPresent(grant -> describe(grant, json));
        review.key().ifPresent(key -> json.put("key", key));
        return json.put("checks", array(review.findings(), Explanation::json));
    }

    private static void describe(Grant grant, JsonObject json) {
        json.put("user", grant.user());
        grant.expires().ifPresent(moment -> json.put("expires", moment));
        grant.issuedAt().ifPresent(moment -> json.put("issuedAt", moment));
        grant.tokenId().ifPresent(id -> json.put("id", id));
        json.put("scopes", new JsonArray(grant.scopes().stream().sorted().toList()));
    }

    private static JsonObject json(TokenReview.Finding finding) {
        JsonObject json = new JsonObject().put("check", finding.check().toString());
        if (finding.outcome() != TokenReview.Outcome.UNREACHED) {
            json.put("passed", finding.outcome() == TokenReview.Outcome.PASSED);
        }
        return json.put("detail", finding.detail());
    }

    private static <T> JsonArray array(List<T> all, Function<T, JsonObject> json) {
        JsonArray array = new JsonArray();
        all.forEach(each -> array.add(json.apply(each)));
        return array;
    }
}
