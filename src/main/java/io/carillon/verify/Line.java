package io.carillon.verify;

import io.carillon.codec.RequestWriter;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One open connection, until it ends, is silent for too long, or leaves a request without an answer. Lives on its event
 * loop.
 */
final class Line {

    /** Whom it belongs to. */
    interface Owner {

        /** A message that is no answer. */
        void told(JsonObject message);

        /** Once, and the last thing to be heard. */
        void broken(String how);
    }

    private static final long LOOK = 500;

    /** After so long without a word the server is asked for one; all times in ms. */
    private static final int QUIET = 2_000;

    /** After so long it is taken for dead. */
    private static final int SILENT = 5_000;

    /** So long an answer may take: the server gives up its own attempts after 5 s. */
    private static final int UNANSWERED = 10_000;

    private record Question(Promise<JsonObject> answer, int at) {}

    private final Station station;
    private final WebSocket socket;
    private final Owner owner;
    private final Map<Long, Question> asked = new LinkedHashMap<>();
    private final long timer;
    private long lastId;
    private int heard;
    private boolean isOver;

    Line(Station station, WebSocket socket, Owner owner) {
        this.station = station;
        this.socket = socket;
        this.owner = owner;
        this.heard = station.now();
        socket.textMessageHandler(this::heard);
        socket.exceptionHandler(cause -> {}); // closing follows
        socket.closeHandler(closed -> end(how(socket.closeStatusCode())));
        this.timer = station.vertx().setPeriodic(LOOK, id -> look());
    }

    private static String how(Short code) {
        return code == null ? "broke off" : "closed with " + code;
    }

    /** Sends a request; fails with a {@link RefusedRequest}, or an {@link IllegalStateException} where the line is over. */
    Future<JsonObject> ask(Function<RequestId, ClientMessage> request) {
        if (isOver) {
            return Future.failedFuture(new IllegalStateException("the connection is over"));
        }
        long id = ++lastId;
        Promise<JsonObject> answer = Promise.promise();
        asked.put(id, new Question(answer, station.now()));
        byte[] bytes = RequestWriter.write(request.apply(new RequestId.Number(id)), Format.JSON);
        socket.writeTextMessage(new String(bytes, StandardCharsets.UTF_8));
        return answer.future();
    }

    private void heard(String text) {
        if (isOver) {
            return;
        }
        heard = station.now();
        try {
            sort(new JsonObject(text));
        } catch (DecodeException | ClassCastException e) {
            station.tally().problem("the server sent what is no message");
            hangUp("sent what is no message");
        }
    }

    private void sort(JsonObject message) {
        Question question = message.getValue("id") instanceof Number id ? asked.remove(id.longValue()) : null;
        if (question == null) {
            owner.told(message);
        } else if (message.getString("type").equals("reply")) {
            question.answer.complete(message.getJsonObject("result"));
        } else {
            question.answer.fail(new RefusedRequest(
                    message.getString("code"), message.getString("reason"), message.getBoolean("retryable", false)));
        }
    }

    private void look() {
        int now = station.now();
        boolean isLate = !asked.isEmpty() && now - asked.values().iterator().next().at > UNANSWERED;
        if (isLate) {
            hangUp("left a request unanswered");
        } else if (now - heard > SILENT) {
            hangUp("was silent");
        } else if (now - heard > QUIET) {
            ask(ClientMessage.Ping::new).onFailure(cause -> {}); // any answer will do
        }
    }

    /** Ends it from this side, without waiting for the peer. */
    void hangUp(String how) {
        socket.close().onFailure(cause -> {}); // it may be over
        end(how);
    }

    private void end(String how) {
        if (isOver) {
            return;
        }
        isOver = true;
        station.vertx().cancelTimer(timer);
        Map<Long, Question> open = new LinkedHashMap<>(asked);
        asked.clear();
        IllegalStateException over = new IllegalStateException("the connection " + how);
        open.values().forEach(question -> question.answer.fail(over));
        owner.broken(how);
    }
}
