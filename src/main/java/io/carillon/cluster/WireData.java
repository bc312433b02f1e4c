package io.carillon.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;

/**
 * What Hazelcast carries between nodes, in our own compact form with a version before it. What is of another version, or
 * broken, is refused by its reader.
 */
abstract class WireData implements IdentifiedDataSerializable {

    private static final int VERSION = 1;

    /** More than most have. */
    private static final int USUAL = 256;

    abstract void write(WireWriter writer);

    /** @throws WireException where the bytes are no such thing */
    abstract void read(WireReader reader);

    final byte[] toWire() {
        WireWriter writer = new WireWriter(USUAL).octet(VERSION);
        write(writer);
        return writer.toBytes();
    }

    final void fromWire(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        int version = reader.octet();
        if (version != VERSION) {
            throw new WireException("unknown version: " + version);
        }
        read(reader);
        reader.done();
    }

    @Override
    public final int getFactoryId() {
        return StreamTypes.FACTORY;
    }

    @Override
    public final void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(toWire());
    }

    @Override
    public final void readData(ObjectDataInput in) throws IOException {
        byte[] bytes = in.readByteArray();
        if (bytes == null) {
            throw new HazelcastSerializationException("nothing where there should be bytes");
        }
        fromWire(bytes);
    }
}
