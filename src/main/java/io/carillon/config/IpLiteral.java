package io.carillon.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text: a name is none, and nobody is ever asked for one. Any thread. */
public final class IpLiteral {

    private static final int MOST = 255;
    private static final int RADIX = 10;

    /** What the JDK does not take for a name; whether it is an address, the JDK says. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,43}");

    private static final String ZEROS = "(^|:)(0(:|$)){2,}";

    private IpLiteral() {}

    /** The address that a text is: four decimal numbers, or IPv6 without brackets and zone; empty where it is none. */
    public static Optional<InetAddress> parse(String text) {
        if (!isIpv4(text) && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Four numbers without zeros before them. Listings ask it of all connections, and a pattern takes ten times as long. */
    private static boolean isIpv4(String text) {
        int dots = 0;
        int number = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && number >= 0) {
                dots++;
                number = -1;
            } else if (c >= '0' && c <= '9' && number != 0) {
                number = Math.max(number, 0) * RADIX + c - '0';
            } else {
                return false;
            }
            if (number > MOST) {
                return false;
            }
        }
        return dots == 3 && number >= 0;
    }

    /** The shorter way to write an address, with {@code ::} in IPv6. */
    static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst(ZEROS, "::");
    }
}
