package io.carillon;

import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import java.util.StringJoiner;

/** What the benchmarks send: always the same, so that figures of different days are about the same bytes. */
public final class Samples {

    public static final RoomName ROOM = new RoomName("market:acme");
    private static final Sender SENDER = Sender.user("alice", "AAAAAAAAAAAAAAAAAAAAAA");
    private static final long TIME = 1_700_000_000_000L;

    private Samples() {}

    /**
     * JSON of a given size.
     *
     * @param name {@code text-N}: one string; {@code records-N}: a list of small maps, filled up with a string; N bytes each
     */
    public static Payload named(String name) {
        int dash = name.indexOf('-');
        int size = Integer.parseInt(name.substring(dash + 1));
        return switch (name.substring(0, dash)) {
            case "text" -> text(size);
            case "records" -> records(size);
            default -> throw new IllegalArgumentException("text-N or records-N, not " + name);
        };
    }

    /** One string of that many bytes, quotes included. */
    public static Payload text(int size) {
        return Payload.json('"' + "x".repeat(size - 2) + '"');
    }

    /** A list of maps with strings, integers, decimals and flags, and of one string at its end; that many bytes. */
    public static Payload records(int size) {
        StringJoiner list = new StringJoiner(",", "[", "");
        for (int i = 0; list.length() + record(i).length() + ",\"\"]".length() <= size; i++) {
            list.add(record(i));
        }
        int filling = size - list.length() - ",\"\"]".length();
        return Payload.json(list + ",\"" + "x".repeat(filling) + "\"]");
    }

    private static String record(int i) {
        return "{\"symbol\":\"ACME%d\",\"price\":%d.25,\"size\":%d,\"open\":%b}"
                .formatted(i % 7, 100 + i * 37 % 100, i * 131 % 5000, i % 3 == 0);
    }

    public static Publication publication(Payload data) {
        return new Publication(ROOM, data, SENDER, TIME, null);
    }

    public static ServerMessage message(Payload data) {
        return new ServerMessage.RoomMessage(ROOM, data, SENDER, TIME);
    }
}
