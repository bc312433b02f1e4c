package io.carillon.cluster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The heads of one life's parcels of one kind: the same but for the number, which ascends over the links to all
 * peers, since a link to a peer may follow another one while that peer has noticed nothing. Thread-safe.
 */
final class ParcelHeads {

    private final byte[] same;
    private final AtomicLong numbers = new AtomicLong();

    ParcelHeads(Life self, int kind) {
        this.same = new WireWriter(64)
                .octet(Parcel.VERSION)
                .octet(kind)
                .text(self.node())
                .number(self.incarnation())
                .toBytes();
    }

    byte[] next() {
        byte[] head = Arrays.copyOf(same, same.length + Long.BYTES);
        ByteBuffer.wrap(head).putLong(same.length, numbers.incrementAndGet());
        return head;
    }
}
