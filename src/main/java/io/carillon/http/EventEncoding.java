package io.carillon.http;

import io.carillon.codec.Codec;
import io.carillon.codec.Codecs;
import io.carillon.hub.Encoding;
import io.carillon.message.Format;
import io.carillon.message.Position;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Messages as Server-Sent Events: the name of the event is the message's type, its data the message in JSON. An id and the
 * blank line at the end come behind. There is one instance, shared by all event loops.
 */
final class EventEncoding implements Encoding {

    static final EventEncoding INSTANCE = new EventEncoding();

    private static final Revision NEWEST = Revision.values()[Revision.values().length - 1];
    private static final Names NAMES = new Names();
    private static final byte[] DATA = utf8("\ndata: ");
    private static final byte[] EVENT = utf8("event: ");

    private final Codec json = Codecs.of(Format.JSON);

    private EventEncoding() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] encode(ServerMessage message) {
        return event(message.accept(NAMES), json.encode(message, NEWEST));
    }

    /** A line break in JSON is white space between its parts, and would end the event's data. */
    static byte[] event(String name, byte[] data) {
        byte[] called = utf8(name);
        byte[] event = new byte[EVENT.length + called.length + DATA.length + data.length + 1];
        System.arraycopy(EVENT, 0, event, 0, EVENT.length);
        System.arraycopy(called, 0, event, EVENT.length, called.length);
        int at = EVENT.length + called.length;
        System.arraycopy(DATA, 0, event, at, DATA.length);
        at += DATA.length;
        for (byte each : data) {
            event[at++] = each == '\n' || each == '\r' ? (byte) ' ' : each;
        }
        event[at] = '\n';
        return event;
    }

    /** What ends an event, with the place in the stream where a reader is that has it. */
    static byte[] end(@Nullable Position position) {
        return utf8(position == null ? "\n" : "id: " + position.epoch() + ':' + position.offset() + "\n\n");
    }

    /** What events are called. */
    private static final class Names implements ServerMessage.Handler<String> {

        @Override
        public String welcome(ServerMessage.Welcome welcome) {
            return "welcome";
        }

        @Override
        public String reply(ServerMessage.Reply reply) {
            return "reply";
        }

        @Override
        public String refusal(ServerMessage.Refusal refusal) {
            return "error"; // which a browser would take for its own: none is sent
        }

        @Override
        public String message(ServerMessage.RoomMessage message) {
            return "message";
        }

        @Override
        public String direct(ServerMessage.Direct direct) {
            return "direct";
        }

        @Override
        public String reset(ServerMessage.Reset reset) {
            return "reset";
        }

        @Override
        public String info(ServerMessage.InfoMessage message) {
            return "message";
        }

        @Override
        public String notice(ServerMessage.Notice notice) {
            return "notice";
        }

        @Override
        public String left(ServerMessage.Left left) {
            return "left";
        }

        @Override
        public String presence(ServerMessage.Presence presence) {
            return "presence";
        }
    }
}
