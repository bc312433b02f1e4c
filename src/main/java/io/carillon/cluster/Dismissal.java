package io.carillon.cluster;

import io.carillon.message.CloseCode;

/**
 * That a connection is to be closed.
 *
 * @param connection its id
 * @param reason for whoever reads the peer's log; short
 */
public record Dismissal(String connection, CloseCode code, String reason) {

    /** As it travels. */
    public byte[] encode() {
        return new WireWriter(64)
                .text(connection)
                .count(code.code())
                .text(reason)
                .toBytes();
    }

    /** Throws a runtime exception where it is none, whatever the bytes are. */
    public static Dismissal decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        Dismissal dismissal = new Dismissal(reader.text(), code(reader.count()), reader.text());
        reader.done();
        return dismissal;
    }

    private static CloseCode code(int number) {
        try {
            return new CloseCode(number);
        } catch (IllegalArgumentException e) {
            throw new WireException("no close code: " + number);
        }
    }
}
