package io.carillon.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What is to be added to a stream.
 *
 * @param record of {@link RecordCodec}
 * @param id of this append, and of no other one
 * @param key what is to be stored once has the same; null where its publisher has none
 * @param retention what the stream keeps from then on
 */
record Addition(byte[] record, RecordId id, @Nullable RecordId key, StreamEntry.Retention retention) {

    /** The same, stored at a time. */
    Addition stored(long now) {
        return new Addition(RecordCodec.stored(record, now), id, key, retention);
    }

    void write(WireWriter writer) {
        writer.bytes(record).octet(key == null ? 0 : 1);
        id.write(writer);
        if (key != null) {
            key.write(writer);
        }
        writer.count(retention.size()).number(retention.ttl());
    }

    static Addition read(WireReader reader) {
        byte[] record = RecordCodec.checked(reader.bytes());
        boolean keyed = reader.octet() == 1;
        RecordId id = RecordId.read(reader);
        RecordId key = keyed ? RecordId.read(reader) : null;
        return new Addition(record, id, key, new StreamEntry.Retention(reader.count(), reader.number()));
    }
}
