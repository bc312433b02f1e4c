package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Revision;
import java.io.IOException;

/** Reads what a client said, in whatever format, in one pass. */
final class MessageReader {

    private MessageReader() {}

    static ClientMessage read(PacketReader in, Revision revision) throws IOException {
        if (!in.enter()) {
            throw new CodecException("a message is a map");
        }
        Properties properties = new Properties();
        for (String name = in.next(); name != null; name = in.next()) {
            property(name, in, properties);
        }
        in.end();
        return new MessageBuilder(properties, revision).build();
    }

    private static void property(String name, PacketReader in, Properties properties) throws IOException {
        switch (name) {
            case "type" -> properties.type = in.scalar();
            case "id" -> properties.id = in.scalar();
            case "room" -> properties.room = in.scalar();
            case "user" -> properties.user = in.scalar();
            case "connection" -> properties.connection = in.scalar();
            case "data" -> properties.data = in.value();
            case "echo" -> properties.echo = in.scalar();
            case "key" -> properties.key = in.scalar();
            case "member" -> properties.member = in.value();
            case "recover" -> properties.recover = in.enter() ? position(in) : in.scalar();
            case "since" -> properties.since = in.scalar();
            case "limit" -> properties.limit = in.scalar();
            case "reverse" -> properties.reverse = in.scalar();
            case "token" -> properties.token = in.scalar();
            case "method" -> properties.method = in.scalar();
            default -> in.skip();
        }
    }

    private static Properties.Position position(PacketReader in) throws IOException {
        Properties.Position position = new Properties.Position();
        for (String name = in.next(); name != null; name = in.next()) {
            switch (name) {
                case "epoch" -> position.epoch = in.scalar();
                case "offset" -> position.offset = in.scalar();
                default -> in.skip();
            }
        }
        return position;
    }
}
