package io.carillon.http;

import io.carillon.auth.KeysUnavailableException;
import io.carillon.auth.TokenReview;
import io.carillon.config.Config;
import io.carillon.explain.Explainer;
import io.carillon.explain.Explanation;
import io.carillon.explain.Question;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.service.Body;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Why something is allowed or not on this node, by what holds on it now. A token that is asked about comes in a body, so that it
 * is in nobody's log, and is in no answer. On a request's event loop.
 */
final class ExplainServices {

    /** Of a body: a token that is too long is explained, too, as far as that goes. */
    private static final int MOST = 64 * 1024;

    private final ApiContext api;

    ExplainServices(ApiContext api) {
        this.api = api;
    }

    /** By the ids of operations. */
    Map<String, Consumer<Exchange>> all() {
        return Map.of("explain", this::explain, "readRoomSettings", this::settings);
    }

    private void settings(Exchange exchange) {
        RoomName room = exchange.asked().room();
        Question question = new Question(Optional.of(room), Optional.empty(), Optional.empty(), Optional.empty());
        exchange.answer(Future.succeededFuture(explainer()
                .explain(question, Optional.empty())
                .room()
                .map(Explanation.Room::settingsJson)
                .map(ExplainServices::bytes)
                .orElseThrow()));
    }

    private void explain(Exchange exchange) {
        exchange.answer(
                WholeBody.read(exchange, MOST, api.config().bodyTimeout().toMillis())
                        .map(ExplainServices::object)
                        .compose(this::explain)
                        .map(explanation -> bytes(explanation.json())));
    }

    private Future<Explanation> explain(Body asked) {
        Question question = new Question(
                Optional.ofNullable(asked.optionalRoom()),
                Optional.ofNullable(asked.name("endpoint")),
                Optional.ofNullable(asked.name("user")),
                Optional.ofNullable(asked.name("method")));
        String token = asked.optionalText("token", MOST);
        if (token == null && question.needsToken()) {
            throw Body.bad("token is missing: endpoint, user and method are about one");
        }
        if (token == null && question.room().isEmpty()) {
            throw Body.bad("token or room is missing");
        }
        return review(token).map(review -> explainer().explain(question, review));
    }

    private Future<Optional<TokenReview>> review(@Nullable String token) {
        if (token == null) {
            return Future.succeededFuture(Optional.empty());
        }
        return api.tokens()
                .review(token)
                .map(Optional::of)
                .recover(cause -> Future.failedFuture(
                        cause instanceof KeysUnavailableException
                                ? new RefusedException(ErrorCode.UNAVAILABLE, String.valueOf(cause.getMessage()))
                                : cause));
    }

    private Explainer explainer() {
        Config now = api.now().get();
        return new Explainer(now, api.node().hub()::settings);
    }

    private static Body object(byte[] bytes) {
        try {
            return Body.of(Json.decodeValue(Buffer.buffer(bytes)));
        } catch (DecodeException e) {
            throw Body.bad("the body is no JSON");
        }
    }

    private static byte[] bytes(JsonObject json) {
        return json.toBuffer().getBytes();
    }
}
