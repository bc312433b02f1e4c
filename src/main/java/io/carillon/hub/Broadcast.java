package io.carillon.hub;

import io.carillon.codec.Codec;
import io.carillon.message.Format;
import io.carillon.message.Publication;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * One room message on its way to the members of this node. Hot path: it is encoded once for each (format, revision) that
 * a member uses, by the first event loop that needs it. Thread-safe.
 */
public final class Broadcast {

    private static final int REVISIONS = Revision.values().length;

    private final Publication publication;
    private final byte @Nullable [][] encodings = new byte[Format.values().length * REVISIONS][];

    Broadcast(Publication publication) {
        this.publication = publication;
    }

    public Publication publication() {
        return publication;
    }

    /** The message in a format and revision; shared, not to be changed. */
    public synchronized byte[] encoded(Codec codec, Revision revision) {
        int slot = codec.format().ordinal() * REVISIONS + revision.ordinal();
        byte[] encoding = encodings[slot];
        if (encoding == null) {
            encoding = codec.encode(message(), revision);
            encodings[slot] = encoding;
        }
        return encoding;
    }

    private ServerMessage message() {
        return new ServerMessage.RoomMessage(
                publication.room(), publication.data(), publication.from(), publication.time());
    }
}
