package io.carillon.cluster;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Sender;
import io.carillon.stream.StoredMessage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A message as a stream keeps it: one array. First when the stream's owner stored it (8 octets, by the owner's clock,
 * from which its age counts), then when it was accepted (8), flags for what is there (1), the format (1), the payload,
 * and those of user, connection and service that the flags name. Stateless.
 */
final class RecordCodec {

    private static final int USER = 1;
    private static final int CONNECTION = 2;
    private static final int SERVICE = 4;
    private static final int SILENT = 8; // for the connection that it is from
    private static final int KNOWN = USER | CONNECTION | SERVICE | SILENT;

    private static final Format[] FORMATS = Format.values();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long ODD = 0x9E3779B97F4A7C15L;
    private static final int USUAL = 80;

    private RecordCodec() {}

    /** A record that is not stored yet. */
    static byte[] encode(StreamStore.Append append) {
        return encode(append.data(), append.from(), append.time(), append.echo());
    }

    /** @param echo whether the connection that it is from receives it, too */
    static byte[] encode(Payload data, Sender from, long time, boolean echo) {
        int flags = (from.user() == null ? 0 : USER)
                | (from.connection() == null ? 0 : CONNECTION)
                | (from.service() == null ? 0 : SERVICE)
                | (echo ? 0 : SILENT);
        return new WireWriter(data.bytes().length + USUAL)
                .number(0)
                .number(time)
                .octet(flags)
                .octet(data.format().ordinal())
                .bytes(data.bytes())
                .optional(from.user())
                .optional(from.connection())
                .optional(from.service())
                .toBytes();
    }

    /** The same, stored at a time; a copy. */
    static byte[] stored(byte[] record, long now) {
        byte[] stored = record.clone();
        LONGS.set(stored, 0, now);
        return stored;
    }

    /** When it was stored, in ms since 1970. */
    static long storedAt(byte[] record) {
        return (long) LONGS.get(record, 0);
    }

    /**
     * @param offset which is not a part of the record
     * @throws WireException where it is none, whatever the bytes are
     */
    static StoredMessage decode(long offset, byte[] record) {
        WireReader reader = new WireReader(record);
        reader.number();
        long time = reader.number();
        int flags = reader.octet();
        if ((flags & ~KNOWN) != 0) {
            throw new WireException("unknown flags: " + flags);
        }
        Payload data = Payload.of(format(reader.octet()), reader.bytes());
        String user = reader.optional((flags & USER) != 0);
        String connection = reader.optional((flags & CONNECTION) != 0);
        String service = reader.optional((flags & SERVICE) != 0);
        reader.done();
        try {
            return new StoredMessage(offset, data, new Sender(user, connection, service), time, (flags & SILENT) == 0);
        } catch (IllegalArgumentException e) {
            throw new WireException("not a record: " + e.getMessage());
        }
    }

    /** @throws WireException where it is too short to say when it was stored */
    static byte[] checked(byte[] record) {
        if (record.length < 2 * Long.BYTES) {
            throw new WireException("not a record: " + record.length + " bytes");
        }
        return record;
    }

    /** 64 bits that tell records apart; not against an adversary. */
    static long hash(byte[] record) {
        long hash = record.length;
        int at = 0;
        for (; at + Long.BYTES <= record.length; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONGS.get(record, at));
        }
        for (; at < record.length; at++) {
            hash = mixed(hash ^ record[at]);
        }
        return hash;
    }

    private static long mixed(long value) {
        long product = value * ODD;
        return product ^ product >>> 29;
    }

    private static Format format(int place) {
        if (place >= FORMATS.length) {
            throw new WireException("unknown format: " + place);
        }
        return FORMATS[place];
    }
}
