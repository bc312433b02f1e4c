package io.carillon.client;

import io.carillon.message.Member;
import io.carillon.message.Misfit;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Result;
import io.carillon.message.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server's message says, where it says it; what is absent or of another kind is empty, or zero. A newer server may
 * say more.
 */
record Fields(Map<String, Object> map) {

    String text(String name) {
        return map.get(name) instanceof String text ? text : "";
    }

    @Nullable
    String textOrNull(String name) {
        return map.get(name) instanceof String text ? text : null;
    }

    long number(String name, long fallback) {
        return map.get(name) instanceof Long number ? number : fallback;
    }

    @Nullable
    Long numberOrNull(String name) {
        return map.get(name) instanceof Long number ? number : null;
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(map.get(name));
    }

    @SuppressWarnings("unchecked") // the reader's maps have names as keys
    Fields map(String name) {
        return new Fields(map.get(name) instanceof Map<?, ?> inner ? (Map<String, Object>) inner : Map.of());
    }

    @SuppressWarnings("unchecked") // the same
    List<Fields> maps(String name) {
        List<Fields> all = new ArrayList<>();
        for (Object element : list(name)) {
            if (element instanceof Map<?, ?> inner) {
                all.add(new Fields((Map<String, Object>) inner));
            }
        }
        return all;
    }

    List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    private List<?> list(String name) {
        return map.get(name) instanceof List<?> list ? list : List.of();
    }

    /** Null where there is none. */
    @Nullable
    Position position() {
        String epoch = textOrNull("epoch");
        long offset = number("offset", -1);
        return epoch == null || offset < 0 ? null : new Position(epoch, offset);
    }

    Result.@Nullable Missed missed() {
        Fields missed = map("missed");
        Long from = missed.numberOrNull("from");
        Long to = missed.numberOrNull("to");
        return from == null || to == null ? null : new Result.Missed(from, to);
    }

    /** A server that does not say who it was speaks for itself. */
    Sender from() {
        Fields from = map("from");
        String user = from.textOrNull("user");
        return user == null
                ? Sender.service(from.text("service"))
                : new Sender(user, from.textOrNull("connection"), null);
    }

    @Nullable
    Payload payload(String name) {
        return map.get(name) instanceof Payload payload ? payload : null;
    }

    /** A message of a room, or of its history; null where it has no data. */
    @Nullable
    RoomMessage message(String room, @Nullable String epoch) {
        Payload data = payload("data");
        Long offset = numberOrNull("offset");
        Position position = epoch == null || offset == null || offset < 0 ? null : new Position(epoch, offset);
        return data == null ? null : new RoomMessage(room, data, from(), number("time", 0), position);
    }

    History history(String room) {
        Position newest = position();
        if (newest == null) {
            throw new ClientException("internal", "the server's history has no position");
        }
        List<RoomMessage> messages = new ArrayList<>();
        for (Fields each : maps("messages")) {
            RoomMessage message = each.message(room, newest.epoch());
            if (message != null) {
                messages.add(message);
            }
        }
        return new History(newest, number("oldest", newest.offset() + 1), messages);
    }

    Member member() {
        return new Member(text("connection"), text("user"), payload("member"));
    }

    Members members() {
        return new Members(
                number("count", 0), maps("members").stream().map(Fields::member).toList());
    }

    Info info() {
        return new Info(
                text("name"),
                text("version"),
                text("revision"),
                texts("revisions"),
                texts("formats"),
                text("node"),
                number("nodes", 0),
                text("endpoint"),
                text("endpointVersion"),
                isTrue("draining"));
    }

    Welcome welcome() {
        Fields keepAlive = map("keepalive");
        Fields limits = map("limits");
        return new Welcome(
                text("connection"),
                text("user"),
                text("node"),
                text("revision"),
                Duration.ofMillis(keepAlive.number("interval", 30_000)),
                Duration.ofMillis(keepAlive.number("timeout", 10_000)),
                limits.number("message", Long.MAX_VALUE),
                limits.number("rooms", Long.MAX_VALUE),
                numberOrNull("expires"));
    }

    ClientException refusal() {
        List<Misfit> paths = maps("paths").stream()
                .map(each -> new Misfit(each.text("path"), each.text("reason")))
                .toList();
        return new ClientException(
                text("code"), text("reason"), isTrue("retryable"), numberOrNull("retryAfter"), paths);
    }
}
