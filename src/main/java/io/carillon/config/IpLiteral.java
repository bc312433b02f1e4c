package io.carillon.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text: a name is none, and nobody is ever asked for one. Any thread. */
public final class IpLiteral {

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

    /** What the JDK does not take for a name; whether it is an address, the JDK says. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,43}");

    private static final String ZEROS = "(^|:)(0(:|$)){2,}";

    private IpLiteral() {}

    /** The address that a text is: four decimal numbers, or IPv6 without brackets and zone; empty where it is none. */
    public static Optional<InetAddress> parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The shorter way to write an address, with {@code ::} in IPv6. */
    static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst(ZEROS, "::");
    }
}
