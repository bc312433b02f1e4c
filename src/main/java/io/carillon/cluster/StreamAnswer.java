package io.carillon.cluster;

import io.carillon.cluster.StreamStore.Appended;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import java.util.ArrayList;
import java.util.List;

/** What a stream's owner answers, as bytes: what it is in one octet, then its parts in order. Stateless. */
final class StreamAnswer {

    private static final int CUT_OFF = 0;
    private static final int APPENDED = 1;
    private static final int DUPLICATE = 2;
    private static final int SLICE = 3;
    private static final int POSITION = 4;
    private static final int COPIES_MISSING = 5;
    private static final int BATCH = 6;
    private static final int PASSED = 7;

    private static final int SMALL = 17;
    private static final int EACH = 9;
    private static final int USUAL = 256;

    /** Base 36 in place of 16: shorter, and as safe everywhere. */
    private static final int RADIX = 36;

    private StreamAnswer() {}

    /** This side of a divided cluster is too small. */
    static byte[] cutOff() {
        return new WireWriter(1).octet(CUT_OFF).toBytes();
    }

    /** It would be stored with fewer copies than there could be. */
    static byte[] copiesMissing() {
        return new WireWriter(1).octet(COPIES_MISSING).toBytes();
    }

    static byte[] appended(long epoch, long offset, boolean duplicate) {
        return head(SMALL, duplicate ? DUPLICATE : APPENDED, epoch, offset).toBytes();
    }

    /** Each as the same octet as alone, and its offset. */
    static byte[] batch(long epoch, List<Stored> all) {
        WireWriter writer = new WireWriter(SMALL + all.size() * EACH)
                .octet(BATCH)
                .number(epoch)
                .count(all.size());
        for (Stored stored : all) {
            writer.octet(stored.duplicate() ? DUPLICATE : APPENDED).number(stored.offset());
        }
        return writer.toBytes();
    }

    /** The node that sent it has gone on: it waits for no answer to this any more. */
    static byte[] passed() {
        return new WireWriter(1).octet(PASSED).toBytes();
    }

    static byte[] position(long epoch, long offset) {
        return head(SMALL, POSITION, epoch, offset).toBytes();
    }

    /** As many records are to be written behind it as are announced. */
    static WireWriter slice(long epoch, long offset, long oldest, long first, int count) {
        return head(USUAL * (count + 1), SLICE, epoch, offset)
                .number(oldest)
                .number(first)
                .count(count);
    }

    private static WireWriter head(int expected, int kind, long epoch, long offset) {
        return new WireWriter(expected).octet(kind).number(epoch).number(offset);
    }

    /**
     * @throws RefusedException where it was not stored
     * @throws WireException where it is no such answer
     */
    static Appended appended(byte[] answer) {
        WireReader reader = new WireReader(answer);
        int kind = kind(reader);
        if (kind != APPENDED && kind != DUPLICATE) {
            throw new WireException("not an answer to an append: " + kind);
        }
        return new Appended(position(reader), kind == DUPLICATE);
    }

    /**
     * Of a batch, in its order.
     *
     * @throws RefusedException where it was not stored
     * @throws WireException where it is no answer to one of so many
     */
    static List<Appended> batch(byte[] answer, int count) {
        WireReader reader = new WireReader(answer);
        int kind = kind(reader);
        if (kind != BATCH) {
            throw new WireException("not an answer to a batch: " + kind);
        }
        String epoch = epoch(reader);
        int answered = reader.count();
        if (answered != count) {
            throw new WireException("not an answer to each of " + count + ": " + answered);
        }
        List<Appended> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean duplicate = reader.octet() == DUPLICATE;
            all.add(new Appended(new Position(epoch, reader.number()), duplicate));
        }
        return all;
    }

    /** The position alone. */
    static Position position(byte[] answer) {
        WireReader reader = new WireReader(answer);
        int kind = kind(reader);
        if (kind != POSITION) {
            throw new WireException("not a position: " + kind);
        }
        return position(reader);
    }

    static Slice slice(byte[] answer, boolean reverse) {
        WireReader reader = new WireReader(answer);
        int kind = kind(reader);
        if (kind != SLICE) {
            throw new WireException("not a part of a stream: " + kind);
        }
        Position newest = position(reader);
        long oldest = reader.number();
        long first = reader.number();
        int count = reader.count();
        List<StoredMessage> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(RecordCodec.decode(reverse ? first - i : first + i, reader.bytes()));
        }
        return new Slice(newest.epoch(), newest.offset(), oldest, messages);
    }

    private static int kind(WireReader reader) {
        int kind = reader.octet();
        if (kind == CUT_OFF) {
            throw tooFew();
        }
        if (kind == COPIES_MISSING) {
            throw new CopiesMissingException();
        }
        if (kind == PASSED) {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "what was handed in later is stored already");
        }
        return kind;
    }

    /** What a publisher is told where fewer nodes are together than have to be. */
    static RefusedException tooFew() {
        return new RefusedException(
                ErrorCode.UNAVAILABLE, "this node is on a side of the cluster that is too small to keep streams");
    }

    private static Position position(WireReader reader) {
        return new Position(epoch(reader), reader.number());
    }

    private static String epoch(WireReader reader) {
        return Long.toString(reader.number(), RADIX);
    }
}
