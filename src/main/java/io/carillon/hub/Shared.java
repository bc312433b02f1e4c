package io.carillon.hub;

import io.carillon.message.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message that several connections get. It is encoded once for each {@link Encoding} that one of them uses, by the first
 * event loop that needs it; the others wait for that one encoding only. Thread-safe.
 */
public abstract class Shared {

    /** What one encoding made of the message. Usually there are one or two: a list is the cheapest map. */
    private static final class Encoded {

        private final Encoding encoding;
        private final @Nullable Encoded next;
        private byte @Nullable [] bytes;

        private Encoded(Encoding encoding, @Nullable Encoded next) {
            this.encoding = encoding;
            this.next = next;
        }

        private synchronized byte[] bytes(Shared of) {
            byte[] made = bytes;
            if (made == null) {
                made = encoding.encode(of.message());
                bytes = made;
            }
            return made;
        }
    }

    private @Nullable Encoded first;

    /** Any message. */
    static Shared of(ServerMessage message) {
        return new Shared() {
            @Override
            ServerMessage message() {
                return message;
            }
        };
    }

    /** What is encoded; the same whenever it is asked for. */
    abstract ServerMessage message();

    /** Whether those that use an encoding may hear of it at all. */
    public boolean isKnownTo(Encoding encoding) {
        return encoding.knows(message());
    }

    /** The message in an encoding; shared, not to be changed. */
    public byte[] encoded(Encoding encoding) {
        return find(encoding).bytes(this);
    }

    private synchronized Encoded find(Encoding encoding) {
        for (Encoded known = first; known != null; known = known.next) {
            if (known.encoding == encoding) {
                return known;
            }
        }
        Encoded added = new Encoded(encoding, first);
        first = added;
        return added;
    }
}
