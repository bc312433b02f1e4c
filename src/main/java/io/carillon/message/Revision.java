package io.carillon.message;

/** A revision of the protocol. A client never sees what is newer than its own. */
public enum Revision {
    /** Legacy: without streams. */
    V1_0("1.0"),
    /** Current. */
    V1_1("1.1");

    private final String text;

    Revision(String text) {
        this.text = text;
    }

    /** Whether rooms have history and recovery in it, and messages the properties that belong to them. */
    public boolean hasStreams() {
        return this != V1_0;
    }

    @Override
    public String toString() {
        return text;
    }
}
