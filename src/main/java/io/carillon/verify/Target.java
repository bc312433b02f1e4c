package io.carillon.verify;

import java.net.URI;
import java.util.Locale;

/**
 * An endpoint of one node.
 *
 * @param uri a ws: or wss: URL
 */
public record Target(URI uri) {
    public Target {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        Plan.check(
                (scheme.equals("ws") || scheme.equals("wss")) && uri.getHost() != null,
                "URL",
                uri,
                "like ws://127.0.0.1:8080/ws or wss://chat.example/ws");
    }
}
