package io.carillon.cluster;

import io.carillon.message.Sender;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * By which an append is known again: 128 bits. That of a publisher's idempotency key is a part of a hash that nobody can
 * aim at another one's key with; that of an append itself is a node's random number and a count.
 */
record RecordId(long high, long low) {

    /** Of what a sender calls the same; users and services do not meet. */
    static RecordId of(Sender from, String key) {
        String user = from.user();
        String sender = user != null ? "u" + user : "s" + from.service();
        MessageDigest digest = sha256();
        byte[] name = sender.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, name.length));
        digest.update(name);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
        return new RecordId(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    void write(WireWriter writer) {
        writer.number(high).number(low);
    }

    static RecordId read(WireReader reader) {
        return new RecordId(reader.number(), reader.number());
    }
}
