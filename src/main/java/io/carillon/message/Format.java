package io.carillon.message;

/** A serialisation of messages. */
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
