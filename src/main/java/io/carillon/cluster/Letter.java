package io.carillon.cluster;

import io.carillon.message.Recipient;
import io.carillon.message.ServerMessage;
import io.carillon.stream.StoredMessage;

/**
 * A message on its way to the connections of a user, or to one connection, past all rooms.
 *
 * @param to where it goes on each node that has it
 */
public record Letter(Recipient to, ServerMessage.Direct message) {

    private static final int USER = 1;
    private static final int CONNECTION = 2;

    /** As it travels: whether to a user or a connection (1 octet), its name, and the message as streams keep it. */
    public byte[] encode() {
        String user = to.user();
        String connection = to.connection();
        byte[] record = RecordCodec.encode(message.data(), message.from(), message.time(), true);
        return new WireWriter(record.length + 64)
                .octet(user == null ? CONNECTION : USER)
                .text(user == null ? String.valueOf(connection) : user)
                .bytes(record)
                .toBytes();
    }

    /** Throws a runtime exception where it is none, whatever the bytes are. */
    public static Letter decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        int kind = reader.octet();
        if (kind != USER && kind != CONNECTION) {
            throw new WireException("unknown kind of recipient: " + kind);
        }
        String name = reader.text();
        StoredMessage message = RecordCodec.decode(0, RecordCodec.checked(reader.bytes()));
        reader.done();
        return new Letter(
                kind == USER ? Recipient.user(name) : Recipient.connection(name),
                new ServerMessage.Direct(message.data(), message.from(), message.time()));
    }
}
