package io.carillon.hub;

import io.carillon.codec.Codec;
import io.carillon.config.Conflation;
import io.carillon.message.Format;
import io.carillon.message.Publication;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One room message on its way to the members of this node. Hot path: it is encoded once for each (format, revision) that
 * a member uses, by the first event loop that needs it. Thread-safe.
 */
public final class Broadcast {

    private static final int REVISIONS = Revision.values().length;

    private final Publication publication;
    private final AtomicReferenceArray<byte[]> encodings =
            new AtomicReferenceArray<>(Format.values().length * REVISIONS);

    private final Conflation conflation;
    private volatile @Nullable ConflationKey key;

    /**
     * @param conflation whether the message's room conflates, and by what
     */
    Broadcast(Publication publication, Conflation conflation) {
        this.publication = publication;
        this.conflation = conflation;
    }

    public Publication publication() {
        return publication;
    }

    /** The message in a format and revision; shared, not to be changed. */
    public byte[] encoded(Codec codec, Revision revision) {
        int slot = codec.format().ordinal() * REVISIONS + revision.ordinal();
        byte[] encoding = encodings.get(slot);
        return encoding == null ? encode(slot, codec, revision) : encoding;
    }

    private synchronized byte[] encode(int slot, Codec codec, Revision revision) {
        byte[] encoding = encodings.get(slot);
        if (encoding == null) {
            encoding = codec.encode(message(), revision);
            encodings.set(slot, encoding);
        }
        return encoding;
    }

    /** Whether a later message may take this one's place where a connection cannot keep up. */
    public boolean conflates() {
        return conflation.on();
    }

    /** What the message is about; read from its data by whoever asks first, so ask only for a connection that is behind. */
    public ConflationKey conflationKey() {
        ConflationKey known = key;
        if (known == null) {
            known = ConflationKey.of(publication, conflation); // two event loops may both read it: the keys are equal
            key = known;
        }
        return known;
    }

    private ServerMessage message() {
        return new ServerMessage.RoomMessage(
                publication.room(), publication.data(), publication.from(), publication.time());
    }
}
