package io.carillon.http;

import io.carillon.auth.Access;
import io.carillon.auth.Grant;
import io.carillon.codec.CodecException;
import io.carillon.codec.Values;
import io.carillon.hub.Page;
import io.carillon.message.ClientMessage;
import io.carillon.message.ErrorCode;
import io.carillon.message.Payload;
import io.carillon.message.Recipient;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.carillon.message.TraceParent;
import io.carillon.service.Body;
import io.carillon.service.Listing;
import io.carillon.service.Operations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What each operation of the API does, by its id: the same {@link Operations} that the event bus has, with the same checks of
 * what is asked. A request that cannot be done throws, or answers so. On a request's event loop.
 */
final class ApiServices {

    private static final int MOST_HISTORY = 1000;
    /** What a history has together, in bytes of data; one message at least. */
    private static final int HISTORY_BYTES = 4 * 1024 * 1024;

    /** What a body may have beside its data, in bytes: room for all the exceptions of a broadcast. */
    private static final int AROUND = 256 * 1024;

    /** Of all lines together; each has {@code :} and its number behind it. */
    private static final int LONGEST_COMMON_KEY = 240;

    private static final String KEY = "Idempotency-Key";

    /** Before the keys of lines, which are not those of whole bodies. */
    private static final String LINES = "lines\0";

    private static final String NDJSON = "application/x-ndjson";

    private final ApiContext api;
    private final Operations operations;
    private final Map<String, Consumer<Exchange>> services = new LinkedHashMap<>();

    ApiServices(Vertx vertx, ApiContext api) {
        this.api = api;
        this.operations = new Operations(vertx, api.node(), HttpApi.NAME);
        serve("readInfo", asked -> Future.succeededFuture(info()));
        serve("listRooms", asked -> operations.rooms(Listing.filter(asked)).map(Listing::json));
        serve(
                "listConnections",
                asked -> operations.connections(Listing.filter(asked)).map(Listing::json));
        serve("readConnection", this::connection);
        serve("closeConnection", this::closeConnection);
        serve("closeConnectionsOfUser", this::closeConnectionsOfUser);
        services.put(
                "listMembers",
                exchange -> exchange.answer(
                        operations.members(exchange.asked().room()).map(Values::json)));
        services.put("readHistory", exchange -> exchange.answer(history(exchange.asked())));
        services.put("publish", this::publish);
        services.put("sendToUser", this::sendToUser);
        serveBody(
                "broadcast",
                body -> operations.broadcast(body.data(), body.exceptions()).map(Values::json));
        serveBody("revoke", body -> affected(api.revoking().revoke(body)).map(ApiServices::bytes));
    }

    /** By the ids of operations. */
    Map<String, Consumer<Exchange>> all() {
        return services;
    }

    private void serve(String id, Function<Body, Future<JsonObject>> service) {
        services.put(
                id, exchange -> exchange.answer(service.apply(exchange.asked()).map(ApiServices::bytes)));
    }

    private void serveBody(String id, Function<Body, Future<byte[]>> service) {
        services.put(
                id,
                exchange -> exchange.answer(
                        read(exchange, AROUND).map(ApiServices::object).compose(service)));
    }

    private Future<byte[]> read(Exchange exchange, int around) {
        return WholeBody.read(
                exchange,
                api.node().messageLimit() + around,
                api.config().bodyTimeout().toMillis());
    }

    private JsonObject info() {
        return operations
                .info()
                .put("endpoints", EndpointInfo.of(api.now().get().endpoints().values()));
    }

    private static byte[] bytes(JsonObject json) {
        return json.toBuffer().getBytes();
    }

    private static Body object(byte[] bytes) {
        try {
            return Body.of(Json.decodeValue(Buffer.buffer(bytes)));
        } catch (DecodeException e) {
            throw Body.bad("the body is no JSON");
        }
    }

    private static Payload payload(byte[] bytes) {
        try {
            return Values.parse(bytes);
        } catch (CodecException e) {
            throw Body.bad("the body: " + e.getMessage());
        }
    }

    private void publish(Exchange exchange) {
        Body asked = exchange.asked();
        RoomName room = asked.room();
        String user = asked.name("user");
        String key = asked.key(KEY);
        TraceParent trace = operations.trace(exchange.request()::getHeader);
        Access.refuseReserved(room);
        if (exchange.bodyType().equals(NDJSON)) {
            publishLines(exchange, room, key, user, trace);
        } else {
            exchange.answer(read(exchange, 0)
                    .compose(body -> operations.publish(room, payload(body), owned(exchange, key, user), user, trace))
                    .map(Values::json));
        }
    }

    /** A body may take longer than its token is one. */
    private Optional<Problem> refused(Grant grant) {
        OptionalLong expires = grant.expires();
        if (expires.isPresent() && api.node().clock().millis() >= expires.getAsLong() + api.leeway()) {
            return Optional.of(BearerCheck.invalid("the token expired"));
        }
        return api.tokens().revocations().covers(grant)
                ? Optional.of(BearerCheck.invalid("the token was revoked"))
                : Optional.empty();
    }

    /** A key belongs to whoever the message is from: to the token's user where it is from a service. */
    private static @Nullable String owned(Exchange exchange, @Nullable String key, @Nullable String user) {
        return key == null || user != null ? key : exchange.grant().user() + '\0' + key;
    }

    private void publishLines(
            Exchange exchange,
            RoomName room,
            @Nullable String key,
            @Nullable String user,
            @Nullable TraceParent trace) {
        if (key != null && key.length() > LONGEST_COMMON_KEY) {
            throw Body.bad(KEY + " has 1 to " + LONGEST_COMMON_KEY + " characters where each line has one of its own");
        }
        Ingest ingest = new Ingest(
                exchange,
                api.node().messageLimit(),
                key == null ? null : owned(exchange, LINES + key, user),
                new Ingest.Way(
                        (data, own) -> operations.publish(room, data, own, user, trace),
                        () -> operations.settled(room),
                        () -> refused(exchange.grant())));
        exchange.answer(ingest.start(api.config().bodyTimeout().toMillis()));
    }

    private void sendToUser(Exchange exchange) {
        Body asked = exchange.asked();
        Recipient user = asked.recipient();
        exchange.answer(read(exchange, 0)
                .compose(body -> operations.send(user, payload(body)))
                .map(Values::json));
    }

    private Future<byte[]> history(Body asked) {
        long since = asked.integer("since", 0, 0, Long.MAX_VALUE);
        int limit = (int) asked.integer("limit", ClientMessage.History.USUAL_LIMIT, 0, MOST_HISTORY);
        return operations
                .history(asked.room(), since, limit, asked.flag("reverse"))
                .map(ApiServices::fitting)
                .map(Values::json);
    }

    private static Result fitting(Result result) {
        if (!(result instanceof Result.History history)) {
            return result;
        }
        List<ServerMessage.RoomMessage> messages = history.messages();
        long room = HISTORY_BYTES;
        int count = 0;
        while (count < messages.size() && room > 0) {
            room -= messages.get(count++).data().bytes().length;
        }
        return new Result.History(history.position(), history.oldest(), messages.subList(0, count));
    }

    private Future<JsonObject> connection(Body asked) {
        String id = String.valueOf(asked.name("connection"));
        return operations.connection(id).map(found -> found.map(Page.Item::json).orElseThrow(ApiServices::unknown));
    }

    private Future<JsonObject> closeConnection(Body asked) {
        return operations
                .disconnect(asked.recipient(), null, asked.closeCode(), reason(asked))
                .compose(count -> count > 0 ? Future.succeededFuture(count) : none(asked))
                .map(count -> new JsonObject().put("affected", count));
    }

    /** None was closed: since there is none, or since nobody knows. */
    private Future<Integer> none(Body asked) {
        return connection(asked).map(stillThere -> {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the node that has it did not close it in time");
        });
    }

    private static RefusedException unknown() {
        return new RefusedException(ErrorCode.NOT_FOUND, "there is no such connection");
    }

    private Future<JsonObject> closeConnectionsOfUser(Body asked) {
        return affected(
                operations.disconnect(asked.recipient(), asked.optionalRoom(), asked.closeCode(), reason(asked)));
    }

    private static String reason(Body asked) {
        return asked.reason("a service closed this connection");
    }

    private static Future<JsonObject> affected(Future<Integer> connections) {
        return connections.map(count -> new JsonObject().put("affected", count));
    }
}
