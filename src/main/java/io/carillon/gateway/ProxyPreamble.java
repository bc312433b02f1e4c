package io.carillon.gateway;

import io.carillon.config.IpLiteral;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a connection begins with in the PROXY protocol, of either version
 * (<a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">its specification</a>).
 *
 * @param client where the client is; empty where the proxy speaks for itself, as for a health check, or does not know
 * @param secure whether the client's connection is TLS, where it is said: with version 2, by a proxy that is asked to
 */
record ProxyPreamble(Optional<InetSocketAddress> client, Optional<Boolean> secure) {

    private static final ProxyPreamble OWN = new ProxyPreamble(Optional.empty(), Optional.empty());

    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    /** With the line's end (section 2.1). */
    private static final int LONGEST_LINE = 107;

    private static final Pattern LINE = Pattern.compile(
            "PROXY (?:UNKNOWN(?: .*)?"
                    + "|(?<family>TCP[46]) (?<from>[0-9a-fA-F:.]+) (?<to>[0-9a-fA-F:.]+) (?<port>\\d{1,5}) (?<toPort>\\d{1,5}))");

    private static final byte[] BINARY = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    private static final int HEAD = 16;

    /** Beyond the head: a certificate's names may be in there, but no more than that. */
    private static final int MOST = 4096;

    private static final int VERSION_2 = 0x2;
    private static final int LOCAL = 0x0;
    private static final int PROXY = 0x1;
    private static final int STREAM = 0x1;
    private static final int IPV4 = 0x1;
    private static final int IPV6 = 0x2;
    private static final int UNIX = 0x3;
    private static final int UNIX_LENGTH = 216;
    private static final int PORTS = 4;
    private static final int HIGHEST_PORT = 65_535;

    /** Section 2.2.6: the first byte says whether the client uses TLS. */
    private static final int TLS = 0x20;

    /**
     * Reads it, and nothing of what follows.
     *
     * @return empty where more has to come, and nothing has been read
     * @throws IllegalArgumentException where it is none
     */
    static Optional<ProxyPreamble> read(ByteBuf in) {
        return in.isReadable() && in.getByte(in.readerIndex()) == BINARY[0] ? binary(in) : line(in);
    }

    private static boolean beginsWith(ByteBuf in, byte[] signature) {
        int there = Math.min(in.readableBytes(), signature.length);
        for (int i = 0; i < there; i++) {
            if (in.getByte(in.readerIndex() + i) != signature[i]) {
                throw new IllegalArgumentException("no signature");
            }
        }
        return there == signature.length;
    }

    // ---- version 1

    private static Optional<ProxyPreamble> line(ByteBuf in) {
        if (!beginsWith(in, TEXT)) {
            return Optional.empty();
        }
        int length = in.bytesBefore(Math.min(in.readableBytes(), LONGEST_LINE), (byte) '\n');
        if (length < 0) {
            require(in.readableBytes() < LONGEST_LINE, "a line without an end");
            return Optional.empty();
        }
        require(in.getByte(in.readerIndex() + length - 1) == '\r', "a line without CR");
        String line = in.readCharSequence(length - 1, StandardCharsets.US_ASCII).toString();
        in.skipBytes(2);
        return Optional.of(parse(line));
    }

    private static ProxyPreamble parse(String line) {
        Matcher matcher = LINE.matcher(line);
        require(matcher.matches(), "a line of another form");
        String family = matcher.group("family");
        if (family == null) {
            return OWN;
        }
        address(family, matcher.group("to"));
        port(matcher.group("toPort"));
        InetAddress from = address(family, matcher.group("from"));
        return new ProxyPreamble(
                Optional.of(new InetSocketAddress(from, port(matcher.group("port")))), Optional.empty());
    }

    private static InetAddress address(String family, String text) {
        require(family.equals("TCP6") == text.indexOf(':') >= 0, "an address of another family");
        return IpLiteral.parse(text).orElseThrow(() -> new IllegalArgumentException("not an address"));
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        require(port <= HIGHEST_PORT, "not a port");
        return port;
    }

    // ---- version 2

    private static Optional<ProxyPreamble> binary(ByteBuf in) {
        if (!beginsWith(in, BINARY) || in.readableBytes() < HEAD) {
            return Optional.empty();
        }
        int command = in.getUnsignedByte(in.readerIndex() + BINARY.length);
        int family = in.getUnsignedByte(in.readerIndex() + BINARY.length + 1);
        int length = in.getUnsignedShort(in.readerIndex() + BINARY.length + 2);
        require(command >> 4 == VERSION_2 && (command & 0xF) <= PROXY, "another version or command");
        require(length <= MOST, "too long");
        if (in.readableBytes() < HEAD + length) {
            return Optional.empty();
        }
        in.skipBytes(HEAD);
        ByteBuf rest = in.readSlice(length);
        return Optional.of((command & 0xF) == LOCAL ? OWN : proxied(family, rest));
    }

    private static ProxyPreamble proxied(int family, ByteBuf rest) {
        require(family >> 4 <= UNIX && (family & 0xF) <= STREAM, "another family than IP and UNIX, or datagrams");
        Optional<InetSocketAddress> client = Optional.empty();
        switch (family >> 4) {
            case IPV4 -> client = Optional.of(client(rest, Integer.BYTES));
            case IPV6 -> client = Optional.of(client(rest, 2 * Long.BYTES));
            case UNIX -> skip(rest, UNIX_LENGTH);
            default -> {} // not said
        }
        return new ProxyPreamble(client, secure(rest));
    }

    private static InetSocketAddress client(ByteBuf rest, int bytes) {
        require(rest.readableBytes() >= 2 * bytes + PORTS, "too short for its addresses");
        byte[] from = new byte[bytes];
        rest.readBytes(from).skipBytes(bytes);
        int port = rest.readUnsignedShort();
        rest.skipBytes(2);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(from), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** What else is said in it is passed over. */
    private static Optional<Boolean> secure(ByteBuf rest) {
        Optional<Boolean> secure = Optional.empty();
        while (rest.isReadable()) {
            require(rest.readableBytes() >= 3, "half of a value");
            int type = rest.readUnsignedByte();
            int length = rest.readUnsignedShort();
            if (type == TLS && length > 0 && rest.isReadable()) {
                secure = Optional.of((rest.getByte(rest.readerIndex()) & 1) != 0);
            }
            skip(rest, length);
        }
        return secure;
    }

    private static void skip(ByteBuf rest, int length) {
        require(rest.readableBytes() >= length, "half of a value");
        rest.skipBytes(length);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
