package io.carillon.message;

/** A serialisation of messages. The order counts: a format's place in it travels between nodes, so new ones come last. */
public enum Format {
    JSON("json"),
    MSGPACK("msgpack"),
    BSON("bson");

    private final String text;

    Format(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
