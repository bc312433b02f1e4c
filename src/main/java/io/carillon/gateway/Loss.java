package io.carillon.gateway;

import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** How it was found out that a peer is gone, in words that are the same whatever carries the bytes. */
final class Loss {

    /** The peer has hung up without a close frame. */
    static final String END = "hung up without a close frame";

    private static final int LONGEST = 100;

    private Loss() {}

    static String of(Throwable cause) {
        Throwable below = cause.getCause();
        if (cause instanceof SSLException || below instanceof SSLException) {
            return "broken TLS: " + cut(below == null ? cause.getMessage() : below.getMessage());
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("reset")) {
            return "reset by peer";
        } else if (message.contains("broken pipe")) {
            return "broken pipe";
        } else if (message.contains("timed out")) {
            return "timed out";
        }
        return cut(cause.getMessage());
    }

    private static String cut(@Nullable String text) {
        String known = text == null ? "no reason given" : text;
        return known.length() <= LONGEST ? known : known.substring(0, LONGEST);
    }
}
