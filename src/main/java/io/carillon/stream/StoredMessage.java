package io.carillon.stream;

import io.carillon.message.Payload;
import io.carillon.message.Sender;

/**
 * A message that a stream keeps.
 *
 * @param offset its place, 1 or above
 * @param time when it was accepted, in ms since 1970
 */
public record StoredMessage(long offset, Payload data, Sender from, long time) {}
