package io.carillon.hub;

import io.carillon.config.Conflation;
import io.carillon.message.Member;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import org.jspecify.annotations.Nullable;

/** One room message on its way to the members of this node. Hot path. Thread-safe. */
public final class Broadcast extends Shared {

    private static final Payload NOTHING = Payload.json("null");

    private final Publication publication;
    private final Conflation conflation;
    private final @Nullable ServerMessage event;
    private final @Nullable Delivery delivery;
    private final long taken;
    private volatile @Nullable ConflationKey key;

    /**
     * @param conflation whether the message's room conflates, and by what
     */
    Broadcast(Publication publication, Conflation conflation) {
        this(publication, conflation, null, null, 0);
    }

    /**
     * @param delivery is told of its end; null where nobody wants to know
     * @param taken since when this node has it for its members, as {@link System#nanoTime}
     */
    Broadcast(Publication publication, Conflation conflation, @Nullable Delivery delivery, long taken) {
        this(publication, conflation, null, delivery, taken);
    }

    /** @param event what is said instead of the publication; null where that is it */
    private Broadcast(
            Publication publication,
            Conflation conflation,
            @Nullable ServerMessage event,
            @Nullable Delivery delivery,
            long taken) {
        this.publication = publication;
        this.conflation = conflation;
        this.event = event;
        this.delivery = delivery;
        this.taken = taken;
    }

    /**
     * What members are told of another one. It goes their way, and is no message of the room.
     *
     * @param here whether the member itself may be among them; it is not told
     */
    static Broadcast presence(RoomName room, ServerMessage.Presence.Event event, Member member, boolean here) {
        String except = here ? member.connection() : null;
        Publication envelope = new Publication(room, NOTHING, Sender.service("server"), 0, except, null);
        return new Broadcast(envelope, Conflation.OFF, new ServerMessage.Presence(room, event, member), null, 0);
    }

    /** Since when this node has it for its members; 0 where it was read from the store, or is none of a room's. */
    long taken() {
        return taken;
    }

    public Publication publication() {
        return publication;
    }

    /** Null where nobody wants to know. */
    @Nullable
    Delivery delivery() {
        return delivery;
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
        return event == null ? roomMessage() : event;
    }

    private ServerMessage roomMessage() {
        Position position = publication.position();
        return new ServerMessage.RoomMessage(
                publication.room(),
                publication.data(),
                publication.from(),
                publication.time(),
                position == null ? null : position.offset());
    }
}
