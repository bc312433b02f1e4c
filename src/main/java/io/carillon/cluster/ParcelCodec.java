package io.carillon.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/** Writes parcels straight into the event bus's buffer and hands received ones on as bytes, unopened. Stateless. */
final class ParcelCodec implements MessageCodec<Parcel, byte[]> {

    static final String NAME = "carillon.parcel";

    static void register(EventBus bus) {
        try {
            bus.registerCodec(new ParcelCodec());
        } catch (IllegalStateException e) {
            // it is there already: an embedder has joined for the second time
        }
    }

    @Override
    public void encodeToWire(Buffer buffer, Parcel parcel) {
        buffer.appendBytes(parcel.head());
        for (byte[] part : parcel.parts()) {
            buffer.appendInt(part.length).appendBytes(part);
        }
    }

    @Override
    public byte[] decodeFromWire(int pos, Buffer buffer) {
        return buffer.getBytes(pos, buffer.length());
    }

    /** A node sends nothing to itself; for completeness the same bytes as over the wire. */
    @Override
    public byte[] transform(Parcel parcel) {
        Buffer buffer = Buffer.buffer();
        encodeToWire(buffer, parcel);
        return buffer.getBytes();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
