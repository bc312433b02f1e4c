package io.carillon.codec;

/** What is wrong with a value that one format can carry and another cannot: the texts for the reason. */
final class Inexpressible {

    static final String DEPTH = "nested deeper than " + PacketReader.DEEPEST;
    static final String INTEGER = of("an integer beyond 64 bits");
    static final String RANGE = of("a number beyond the range of a double");
    static final String NOT_FINITE = of("NaN or an infinity");
    static final String NAME = of("a key that is no string");
    static final String NUL = of("a key with U+0000");
    static final String SURROGATE = of("half a surrogate pair");

    private Inexpressible() {}

    static String of(String what) {
        return what + " cannot be expressed in every format";
    }
}
