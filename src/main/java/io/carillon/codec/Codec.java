package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;

/** One serialisation of the protocol. Implementations are stateless: one instance serves every thread. */
public interface Codec {

    Format format();

    /** Whether packets travel in text frames; in binary ones otherwise (RFC 6455, section 5.6). */
    boolean isText();

    /**
     * Reads what a client sent.
     *
     * @param packet the payload of one WebSocket message; not changed, not kept
     * @throws CodecException where it is not a map in this format, whole and without bytes left over
     * @throws BadMessageException where it is a map, but no message that a client of this revision can send
     */
    ClientMessage decode(byte[] packet, Revision revision);

    /** Writes what a client of the given revision is to receive: the payload of one WebSocket message. */
    byte[] encode(ServerMessage message, Revision revision);
}
