package io.carillon.cli;

import io.carillon.client.RoomMessage;
import io.carillon.codec.Values;
import io.carillon.message.Sender;
import io.vertx.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** How messages look: for programs a JSON object a line, for people a line with the most important of it. */
final class MessageText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final String DIM = "\u001B[2m";
    private static final String CYAN = "\u001B[36m";
    private static final String GREEN = "\u001B[32m";
    private static final String PLAIN = "\u001B[0m";

    private final ZoneId zone;
    private final boolean coloured;

    MessageText(ZoneId zone, boolean coloured) {
        this.zone = zone;
        this.coloured = coloured;
    }

    /** The value alone, as JSON in one line. */
    static byte[] data(RoomMessage message) {
        byte[] json = Values.json(message.payload());
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                return oneLine(json);
            }
        }
        return json;
    }

    /** Line ends are between the parts of a value only: within strings they are escaped. */
    private static byte[] oneLine(byte[] json) {
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }

    /** {@code {"room", "data", "from", "time", "offset"?}}, without a line end. */
    static byte[] json(RoomMessage message) {
        byte[] data = data(message);
        ByteArrayOutputStream line = new ByteArrayOutputStream(data.length + 160);
        line.writeBytes(utf8("{\"room\":" + Json.encode(message.room()) + ",\"data\":"));
        line.writeBytes(data);
        line.writeBytes(utf8(",\"from\":" + from(message.from()) + ",\"time\":" + message.time()));
        if (message.position() != null) {
            line.writeBytes(utf8(",\"offset\":" + message.position().offset()));
        }
        line.write('}');
        return line.toByteArray();
    }

    private static String from(Sender sender) {
        if (sender.user() == null) {
            return "{\"service\":" + Json.encode(sender.service()) + '}';
        }
        String connection = sender.connection() == null ? "" : ",\"connection\":" + Json.encode(sender.connection());
        return "{\"user\":" + Json.encode(sender.user()) + connection + '}';
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Time, room, who, offset, data. */
    String line(RoomMessage message) {
        Sender sender = message.from();
        String who = sender.user() == null ? String.valueOf(sender.service()) : sender.user();
        String offset =
                message.position() == null ? "" : " #" + message.position().offset();
        return painted(DIM, TIME.format(Instant.ofEpochMilli(message.time()).atZone(zone)))
                + ' '
                + painted(CYAN, harmless(message.room()))
                + ' '
                + painted(GREEN, harmless(who))
                + painted(DIM, offset)
                + ' '
                + harmless(new String(data(message), StandardCharsets.UTF_8));
    }

    String painted(String colour, String text) {
        return coloured && !text.isEmpty() ? colour + text + PLAIN : text;
    }

    /** A stranger's text without what a terminal would obey; JSON is the same value afterwards. */
    static String harmless(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.append((char) c);
            }
        });
        return shown.toString();
    }
}
