package io.carillon.hub;

import io.carillon.config.Conflation;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.ServerMessage;
import org.jspecify.annotations.Nullable;

/** One room message on its way to the members of this node. Hot path. Thread-safe. */
public final class Broadcast extends Shared {

    private final Publication publication;
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

    @Override
    ServerMessage message() {
        Position position = publication.position();
        return new ServerMessage.RoomMessage(
                publication.room(),
                publication.data(),
                publication.from(),
                publication.time(),
                position == null ? null : position.offset());
    }
}
