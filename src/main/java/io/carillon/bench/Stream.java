package io.carillon.bench;

import io.carillon.codec.RequestWriter;
import io.carillon.message.ClientMessage;
import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one publisher says in one room. Messages are made on the publisher's event loop; how many of them are on their way
 * is told by all. A message counts as arrived in shares, one for each event loop that has receivers, so that loops meet
 * once a message, not once a delivery.
 */
final class Stream {

    private final int id;
    private final RoomName room;
    private final int run;
    private final byte[] template;
    private final int stampAt;
    private final AtomicInteger underway = new AtomicInteger();
    private volatile int published;
    private volatile int shares;
    private volatile long moved;

    Stream(int id, RoomName room, int run, Load.Data data) {
        this.id = id;
        this.room = room;
        this.run = run;
        byte[] text = text(data.size());
        new Stamp(run, id, 0, 0).write(text, 1);
        Payload payload = Payload.json(new String(text, StandardCharsets.US_ASCII));
        this.template = RequestWriter.write(new ClientMessage.Publish(null, room, payload, false), data.format());
        this.stampAt = Stamp.find(Buffer.buffer(template), 0);
    }

    /** A JSON string of this length. What fills it is words, since data of one letter would be compressed to nothing. */
    private static byte[] text(int size) {
        StringBuilder text = new StringBuilder("\"").append(" ".repeat(Stamp.LENGTH));
        for (int i = 0; text.length() <= size; i++) {
            text.append(String.format(Locale.ROOT, " word%05d", (i * 7919L) % 100_000));
        }
        text.setLength(size + 1);
        return text.append('"').toString().getBytes(StandardCharsets.US_ASCII);
    }

    int id() {
        return id;
    }

    RoomName room() {
        return room;
    }

    /** How many messages have been made. */
    int published() {
        return published;
    }

    /** Makes the next message. On the publisher's event loop. */
    byte[] next(long due) {
        int number = published;
        byte[] message = template.clone();
        new Stamp(run, id, number, due).write(message, stampAt);
        published = number + 1;
        underway.addAndGet(shares);
        moved = System.nanoTime();
        return message;
    }

    /** One more event loop has receivers. */
    synchronized void addShare() {
        shares++;
    }

    /** As many deliveries as an event loop has receivers have come. */
    void arrived() {
        underway.decrementAndGet();
    }

    /** Whether fewer messages are on their way than may be. */
    boolean hasRoom(int window) {
        return underway.get() <= (window - 1) * shares;
    }

    /** Gives up what has been on its way for this long, in ns. What is lost does not come however long one waits. */
    void giveUp(long age) {
        if (System.nanoTime() - moved > age) {
            underway.set(0);
        }
    }
}
