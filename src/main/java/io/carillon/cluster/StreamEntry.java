package io.carillon.cluster;

import java.util.concurrent.ThreadLocalRandom;

/**
 * One stream, as its partition's owner and each copy keep it: a position, the newest messages, and what was stored
 * lately. Its methods are told the time (ms since 1970). For one thread at a time, its partition's.
 *
 * <p>The messages are always those up to {@code offset}, without a gap. Old ones are hidden at once, and let go at the
 * next append or sweep; the position stays for {@link #IDLE} after the last append, read or question for it.
 */
final class StreamEntry extends WireData {

    /**
     * How much of a stream is kept.
     *
     * @param size the most messages
     * @param ttl for how long each, in ms
     */
    record Retention(int size, long ttl) {}

    /** How long keys are remembered, and how many of them a stream: 300,000 in 5 min are 1,000 a second, and some 10 MB. */
    static final Recent.Window KEYS = new Recent.Window(300, 300_000);

    /** A stream that nobody has used for so long goes, and its position with it. */
    static final long IDLE = 24 * 3_600_000L;

    /** The same for one that was never written to: there is nothing to continue. */
    static final long EMPTY_IDLE = 3_600_000L;

    /** How often, at most, a use is noted on all copies. */
    static final long TOUCH = 600_000;

    /** What the JVM needs for a stream, its name and its place in the map beside what it keeps; measured, rounded. */
    private static final long FIXED = 400;

    /** The same for a record. */
    private static final long EACH = 24;

    private static final long EPOCHS = 1L << 48;

    /** The digest after a record is {@code (digest before ^ its hash) * ODD}, and can be taken back with the inverse. */
    private static final long ODD = 0xBF58476D1CE4E5B9L;

    private static final long INVERSE = inverse();

    private final RecordRing records = new RecordRing();
    private long epoch;
    private long offset;
    private long digest;
    private long touched;
    private long ttl;
    private Recent keys = new Recent(KEYS);
    private RecentAppends appends = new RecentAppends();

    /** A new stream, in an epoch that there never was. */
    static StreamEntry begin(long now) {
        return at(ThreadLocalRandom.current().nextLong(1, EPOCHS), 0, 0, now);
    }

    /** One without messages that is somewhere. */
    static StreamEntry at(long epoch, long offset, long digest, long now) {
        StreamEntry stream = new StreamEntry();
        stream.epoch = epoch;
        stream.offset = offset;
        stream.digest = digest;
        stream.touched = now;
        return stream;
    }

    private static long inverse() {
        long inverse = ODD; // right in its lowest three bits; each step doubles how many are
        for (int bits = 3; bits < Long.SIZE; bits *= 2) {
            inverse *= 2 - ODD * inverse;
        }
        return inverse;
    }

    long epoch() {
        return epoch;
    }

    /** Of the newest message. */
    long offset() {
        return offset;
    }

    /** Stands for everything that was ever appended in this epoch: two streams with the same one have the same past. */
    long digest() {
        return digest;
    }

    /** The offset that was stored with a key; 0 where none is remembered. */
    long keyed(RecordId key, long now) {
        return keys.find(key, offset, now);
    }

    /** The offset that an append got; 0 where none is remembered. */
    long appended(RecordId id, long now) {
        return appends.find(id, offset, now);
    }

    /** Whether one that the same node handed in later was stored: this one must not be any more. */
    boolean isPassed(RecordId id) {
        return appends.isPassed(id);
    }

    /** What was stored when, with the newest offset. */
    void append(Addition addition, long now) {
        records.add(addition.record());
        offset++;
        digest = (digest ^ RecordCodec.hash(addition.record())) * ODD;
        touched = now;
        ttl = addition.retention().ttl;
        appends.add(addition.id(), offset, now);
        RecordId key = addition.key();
        if (key != null) {
            keys.add(key, offset, now);
        }
        trim(addition.retention(), now);
    }

    /** What the stream that this is a copy of stored at an offset; where something is missing before it, nothing is kept. */
    void follow(Addition stored, long at, long now) {
        if (offset < at - 1) {
            skip(at - 1, 0);
        }
        append(stored, now);
    }

    /** Has the digest of the stream that this is a copy of: it may not have all that led to it. */
    void resume(long digest) {
        this.digest = digest;
    }

    /** Is at an offset with a digest from now on, whatever was before; without messages, as it cannot have all. */
    void skip(long offset, long digest) {
        records.removeOldest(records.size());
        this.offset = offset;
        this.digest = digest;
    }

    /** Whether a use is to be noted, here and on the copies. */
    boolean isTouchDue(long now) {
        return now - touched >= TOUCH;
    }

    /** Notes that somebody is interested. */
    void touch(long now) {
        touched = Math.max(touched, now);
    }

    /** Of the oldest message that is not too old, or beyond the size; {@code offset + 1} where there is none. */
    long oldest(Retention retention, long now) {
        int hidden = Math.max(0, records.size() - retention.size);
        while (hidden < records.size() && isOver(records.get(hidden), retention.ttl, now)) {
            hidden++;
        }
        return offset - (records.size() - hidden) + 1;
    }

    /** A message that is kept. */
    byte[] record(long at) {
        return records.get((int) (at - offset + records.size() - 1));
    }

    boolean keeps(long at) {
        return at <= offset && at > offset - records.size();
    }

    private void trim(Retention retention, long now) {
        long oldest = oldest(retention, now);
        records.removeOldest((int) (oldest - (offset - records.size() + 1)));
    }

    /** Lets go what is too old. */
    void expire(long now) {
        if (records.size() > 0) {
            trim(new Retention(Integer.MAX_VALUE, ttl), now);
        }
        keys.expire(now);
        appends.expire(now);
    }

    /** @param grace to be added to what holds, in ms */
    boolean isIdle(long now, long grace) {
        return now - touched > (offset == 0 ? EMPTY_IDLE : IDLE) + grace;
    }

    /** An estimate of its memory, in bytes. */
    long weight() {
        return FIXED + records.bytes() + records.size() * EACH + keys.bytes() + appends.bytes();
    }

    /** Whether this is what the other one was, or what became of it; false also where that cannot be told any more. */
    boolean continues(StreamEntry other) {
        if (epoch != other.epoch || offset < other.offset || offset - other.offset > records.size()) {
            return false;
        }
        return digestAt(other.offset) == other.digest;
    }

    /** The digest when the offset was the newest; what came after it has to be kept. */
    long digestAt(long earlier) {
        long before = digest;
        for (long at = offset; at > earlier; at--) {
            before = before * INVERSE ^ RecordCodec.hash(record(at));
        }
        return before;
    }

    /** The same messages in a new epoch. */
    StreamEntry forked() {
        StreamEntry fork = new StreamEntry();
        fork.fromWire(toWire());
        fork.epoch = begin(touched).epoch;
        return fork;
    }

    private static boolean isOver(byte[] record, long ttl, long now) {
        return now - RecordCodec.storedAt(record) >= ttl;
    }

    @Override
    public int getClassId() {
        return StreamTypes.ENTRY;
    }

    @Override
    void write(WireWriter writer) {
        writer.number(epoch).number(offset).number(digest).number(touched).number(ttl);
        writer.count(records.size());
        for (int i = 0; i < records.size(); i++) {
            writer.bytes(records.get(i));
        }
        keys.write(writer);
        appends.write(writer);
    }

    @Override
    void read(WireReader reader) {
        epoch = reader.number();
        offset = reader.number();
        digest = reader.number();
        touched = reader.number();
        ttl = reader.number();
        int size = reader.count();
        if (epoch < 1 || offset < size) {
            throw new WireException("not a stream: " + size + " messages up to offset " + offset);
        }
        for (int i = 0; i < size; i++) {
            records.add(RecordCodec.checked(reader.bytes()));
        }
        keys = Recent.read(reader, KEYS);
        appends = RecentAppends.read(reader);
    }
}
