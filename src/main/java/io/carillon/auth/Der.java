package io.carillon.auth;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Puts the older forms of keys (PKCS#1, SEC 1) into the ones that the JDK reads (PKCS#8, SubjectPublicKeyInfo): the same
 * bytes behind the name of their algorithm.
 */
final class Der {

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;

    private static final byte[] VERSION_0 = tagged(INTEGER, new byte[1]);
    private static final byte[] RSA = tagged(SEQUENCE, HexFormat.of().parseHex("06092a864886f70d0101010500"));
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Der() {}

    /** PKCS#8 of an {@code RSA PRIVATE KEY}. */
    static byte[] rsaPrivate(byte[] pkcs1) {
        return tagged(SEQUENCE, VERSION_0, RSA, tagged(OCTET_STRING, pkcs1));
    }

    /** SubjectPublicKeyInfo of an {@code RSA PUBLIC KEY}. */
    static byte[] rsaPublic(byte[] pkcs1) {
        return tagged(SEQUENCE, RSA, tagged(BIT_STRING, new byte[1], pkcs1));
    }

    /** PKCS#8 of an {@code EC PRIVATE KEY}. */
    static byte[] ecPrivate(byte[] sec1, Curve curve) {
        byte[] algorithm = tagged(SEQUENCE, EC_PUBLIC_KEY, curve.oid());
        return tagged(SEQUENCE, VERSION_0, algorithm, tagged(OCTET_STRING, sec1));
    }

    /** The object identifier of the curve that an {@code EC PRIVATE KEY} names; empty where it names none. */
    static Optional<byte[]> ecPrivateCurve(byte[] sec1) {
        ByteBuffer der = ByteBuffer.wrap(sec1);
        try {
            enter(der, SEQUENCE);
            skip(der, INTEGER);
            skip(der, OCTET_STRING);
            if (!der.hasRemaining() || (der.get(der.position()) & 0xff) != PARAMETERS) {
                return Optional.empty();
            }
            byte[] oid = new byte[enter(der, PARAMETERS)];
            der.get(oid);
            return Optional.of(oid);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty(); // ill-formed, which the JDK will find as well
        }
    }

    private static void skip(ByteBuffer der, int tag) {
        int length = enter(der, tag);
        der.position(der.position() + length);
    }

    private static int enter(ByteBuffer der, int tag) {
        if ((der.get() & 0xff) != tag) {
            throw new IllegalArgumentException("another tag");
        }
        int length = der.get() & 0xff;
        if (length >= 0x80) {
            length = length == 0x81 ? der.get() & 0xff : Integer.MAX_VALUE; // none of these is longer than 255
        }
        if (length > der.remaining()) {
            throw new IllegalArgumentException("too long");
        }
        return length;
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        all.writeBytes(length(content.size()));
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    private static byte[] length(int length) {
        if (length < 0x80) {
            return new byte[] {(byte) length};
        }
        byte[] digits = BigInteger.valueOf(length).toByteArray();
        int from = digits[0] == 0 ? 1 : 0;
        byte[] all = new byte[digits.length - from + 1];
        all[0] = (byte) (0x80 | (digits.length - from));
        System.arraycopy(digits, from, all, 1, digits.length - from);
        return all;
    }
}
