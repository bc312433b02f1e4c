package io.carillon.protocol;

import io.carillon.codec.Codec;
import io.carillon.message.Revision;

/**
 * How a connection speaks, as agreed in its handshake.
 *
 * @param codec the format
 * @param revision the protocol's revision
 * @param version the endpoint's name for it, as negotiated
 */
record Dialect(Codec codec, Revision revision, String version) {}
