package io.carillon.auth;

import org.jspecify.annotations.Nullable;

/**
 * A token that is not accepted. The message says why, without anything of the token in it, in the characters that RFC
 * 6750 allows in an {@code error_description}: it can stand there as it is. No stack trace: the mistake is the peer's.
 */
public class TokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable TokenCheck check;

    TokenException(String description) {
        this(null, description);
    }

    /** @param check that was not passed, where that does not follow from what was done */
    TokenException(@Nullable TokenCheck check, String description) {
        super(printable(description), null, false, false);
        this.check = check;
    }

    @Nullable
    TokenCheck check() {
        return check;
    }

    /** Why the token is not accepted. */
    public String description() {
        return String.valueOf(getMessage());
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text);
        for (int i = 0; i < printable.length(); i++) {
            char c = printable.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
                printable.setCharAt(i, '?');
            }
        }
        return printable.toString();
    }
}
