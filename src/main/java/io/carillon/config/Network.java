package io.carillon.config;

import java.net.InetAddress;

/**
 * A range of IP addresses: one of them, or a network as CIDR has it (RFC 4632). Any thread.
 *
 * @param first all bits behind the prefix are 0
 * @param prefix how many of the first bits all of them share
 */
public record Network(InetAddress first, int prefix) {

    public Network {
        Checks.that(prefix >= 0 && prefix <= bits(first), "a prefix is 0 to " + bits(first), prefix);
        Checks.that(
                isZero(first.getAddress(), prefix), "the bits of a network's address behind its prefix are 0", first);
    }

    /**
     * @throws IllegalArgumentException where the text is neither an address nor a network
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress first = IpLiteral.parse(address)
                .orElseThrow(() -> new IllegalArgumentException("not an IP address: " + address));
        return new Network(first, slash < 0 ? bits(first) : prefix(text.substring(slash + 1)));
    }

    private static int prefix(String text) {
        if (!text.matches("0|[1-9]\\d{0,2}")) {
            throw new IllegalArgumentException("not the length of a prefix: " + text);
        }
        return Integer.parseInt(text);
    }

    /** Whether an address is one of them. That of IPv4 in IPv6 (::ffff:0:0/96) is IPv4 to the JDK. */
    public boolean contains(InetAddress address) {
        byte[] own = first.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (isSet(own, bit) != isSet(other, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(byte[] bytes, int from) {
        for (int bit = from; bit < bytes.length * Byte.SIZE; bit++) {
            if (isSet(bytes, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSet(byte[] bytes, int bit) {
        return (bytes[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0;
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    /** As it is written; a single address without its prefix. */
    @Override
    public String toString() {
        return IpLiteral.text(first) + (prefix == bits(first) ? "" : "/" + prefix);
    }
}
