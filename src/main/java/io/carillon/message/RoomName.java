package io.carillon.message;

/**
 * The name of a room: 1 to 255 code points, none of them a control character, white space (Unicode's) or {@code *}.
 *
 * @param value the name
 */
public record RoomName(String value) {

    /** The room whose members are told about the server; it has no publishers. */
    public static final RoomName SERVER = new RoomName("$server");

    private static final int LONGEST = 255;

    /**
     * @throws IllegalArgumentException where the name breaks the rules, with the rule and what was found
     */
    public RoomName {
        int length = value.codePointCount(0, value.length());
        if (length < 1 || length > LONGEST) {
            throw new IllegalArgumentException("a room's name has 1 to 255 code points, this one has " + length);
        }
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            if (isForbidden(c)) {
                throw new IllegalArgumentException(String.format(
                        "a room's name has no control characters, white space, surrogates or '*',"
                                + " this one has U+%04X at %d",
                        c, value.codePointCount(0, i)));
            }
            i += Character.charCount(c);
        }
    }

    /** Whether the name is of those that belong to the server: it begins with {@code $}. */
    public boolean isReserved() {
        return value.charAt(0) == '$';
    }

    /** U+0085 and the ASCII white space are control characters; a lone surrogate is in no encoding of Unicode. */
    private static boolean isForbidden(int c) {
        return c == '*'
                || Character.isISOControl(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.SURROGATE;
    }

    @Override
    public String toString() {
        return value;
    }
}
