package io.carillon.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Remembers what verified tokens grant, up to a number of them; those that were not used for long go first. Keeps the
 * tokens' hashes, not the tokens. Any thread: the entries are spread over parts with a lock each, held for a lookup.
 */
final class TokenCache {

    private static final int PARTS = 16;

    /** The SHA-256 of a token, signature included: whoever has the same has the same token. */
    static final class Key {

        private final byte[] hash;

        private Key(byte[] hash) {
            this.hash = hash;
        }

        static Key of(String token) {
            try {
                return new Key(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && Arrays.equals(hash, that.hash);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(hash);
        }
    }

    private static final class Part extends LinkedHashMap<Key, Grant> {

        private static final long serialVersionUID = 1L;

        private final int capacity;

        Part(int capacity) {
            super(16, 0.75f, true);
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Grant> eldest) {
            return size() > capacity;
        }
    }

    private final List<Part> parts;

    /**
     * @param capacity how many tokens are remembered, about
     */
    TokenCache(int capacity) {
        parts = Stream.generate(() -> new Part(Math.max(1, capacity / PARTS)))
                .limit(PARTS)
                .toList();
    }

    Optional<Grant> get(Key key) {
        Part part = part(key);
        synchronized (part) {
            return Optional.ofNullable(part.get(key));
        }
    }

    void put(Key key, Grant grant) {
        Part part = part(key);
        synchronized (part) {
            part.put(key, grant);
        }
    }

    void remove(Key key) {
        Part part = part(key);
        synchronized (part) {
            part.remove(key);
        }
    }

    void clear() {
        for (Part part : parts) {
            synchronized (part) {
                part.clear();
            }
        }
    }

    /** How many are remembered. */
    int size() {
        int size = 0;
        for (Part part : parts) {
            synchronized (part) {
                size += part.size();
            }
        }
        return size;
    }

    private Part part(Key key) {
        return parts.get(key.hash[0] & (PARTS - 1));
    }
}
