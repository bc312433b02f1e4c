package io.carillon.message;

/** What a client calls one of its requests, so that it finds the answer: a string or an integer, repeated as it came. */
public sealed interface RequestId {

    /** The largest integer, either way, that every client can hold exactly (2^53 - 1). */
    long LARGEST = (1L << 53) - 1;

    record Text(String value) implements RequestId {}

    record Number(long value) implements RequestId {
        public Number {
            if (value > LARGEST || value < -LARGEST) {
                throw new IllegalArgumentException(
                        "id is a string or an integer up to 2^53-1 either way, got: " + value);
            }
        }
    }
}
