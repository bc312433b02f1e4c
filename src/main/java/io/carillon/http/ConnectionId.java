package io.carillon.http;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids of connections: unique without asking anybody, and not to be guessed. Any thread. */
final class ConnectionId {

    private static final int BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private ConnectionId() {}

    static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
