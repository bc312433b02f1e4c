package io.carillon.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What became of an addition, on the stream's owner.
 *
 * @param offset where it is
 * @param duplicate whether it had been stored before with the same key
 * @param copied what the copies are to be told of it; null where that is not needed
 */
record Stored(long offset, boolean duplicate, @Nullable Addition copied) {

    /** Copies may be late by so many: operations on one stream overtake each other seldom. */
    private static final int NEAR = 32;

    /**
     * Stores it, unless it is there.
     *
     * @param again whether the same may have been done before, and is to be looked for
     * @param together with so many others, which may have followed it at once
     */
    static Stored in(StreamEntry stream, Addition wanted, boolean again, int together, long now) {
        long before = again ? stream.appended(wanted.id(), now) : 0;
        if (before > 0) {
            return new Stored(before, false, repeated(stream, before, wanted, NEAR + together));
        }
        before = wanted.key() == null ? 0 : stream.keyed(wanted.key(), now);
        if (before > 0) {
            return new Stored(before, true, repeated(stream, before, wanted, NEAR + together));
        }
        Addition stored = wanted.stored(now);
        stream.append(stored, now);
        return new Stored(stream.offset(), false, stored);
    }

    /**
     * To be copied once more: that it is here does not say that the copies ever had it, and the answer says so. What has been
     * followed by many others is on the copies, or behind a gap of theirs: there it is enough that they answer.
     */
    private static @Nullable Addition repeated(StreamEntry stream, long offset, Addition wanted, int near) {
        if (!stream.keeps(offset) || stream.offset() - offset > near) {
            return null;
        }
        return new Addition(stream.record(offset), wanted.id(), wanted.key(), wanted.retention());
    }
}
