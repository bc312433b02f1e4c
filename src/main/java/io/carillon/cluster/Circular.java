package io.carillon.cluster;

import io.carillon.message.ServerMessage;
import io.carillon.stream.StoredMessage;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * A message on its way to all connections.
 *
 * @param except the ids of those that are not to get it
 */
public record Circular(Set<String> except, ServerMessage.Direct message) {

    public Circular {
        except = Set.copyOf(except);
    }

    /** As it travels: how many exceptions, each, and the message as streams keep it. */
    public byte[] encode() {
        byte[] record = RecordCodec.encode(message.data(), message.from(), message.time(), true);
        WireWriter out = new WireWriter(record.length + 64).count(except.size());
        except.forEach(out::text);
        return out.bytes(record).toBytes();
    }

    /** Throws a runtime exception where it is none, whatever the bytes are. */
    public static Circular decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        Collection<String> except = new HashSet<>();
        for (int left = reader.count(); left > 0; left--) {
            except.add(reader.text());
        }
        StoredMessage message = RecordCodec.decode(0, RecordCodec.checked(reader.bytes()));
        reader.done();
        return new Circular(
                Set.copyOf(except), new ServerMessage.Direct(message.data(), message.from(), message.time()));
    }
}
