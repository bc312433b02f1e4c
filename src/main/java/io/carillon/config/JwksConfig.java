package io.carillon.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a JWK Set (RFC 7517) with keys is: in a file, at a URL, or nowhere.
 *
 * @param url without a user and a fragment
 * @param refresh how often the set is fetched, or its file read
 */
public record JwksConfig(Optional<Path> file, Optional<URI> url, Duration refresh) {

    /** There is none. */
    public static final JwksConfig NONE = new JwksConfig(Optional.empty(), Optional.empty(), Duration.ofMinutes(10));

    /** The one of a file. */
    public static JwksConfig of(Path file) {
        return new JwksConfig(Optional.of(file), Optional.empty(), NONE.refresh);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return file.isEmpty() && url.isEmpty();
    }

    static JwksConfig read(Section section) {
        JwksConfig read = new JwksConfig(
                section.optional("file", Rule.file()),
                section.optional("url", Rule.url()),
                section.value("refresh", Rule.duration(Duration.ofSeconds(1), Duration.ofHours(24)), NONE.refresh));
        if (read.file.isPresent() && read.url.isPresent()) {
            section.violation("url", "file and url", "one of them");
        }
        return read;
    }
}
