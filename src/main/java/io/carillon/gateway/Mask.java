package io.carillon.gateway;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masking (RFC 6455, section 5.3), eight bytes at a time. */
final class Mask {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Mask() {}

    /**
     * Masks or unmasks in place.
     *
     * @param mask the key, its first byte in the highest place
     * @param offset where in the frame's payload {@code from} is
     */
    static void apply(int mask, int offset, byte[] bytes, int from, int to) {
        int turned = Integer.rotateLeft(mask, (offset & 3) * 8);
        long twice = (turned & 0xFFFFFFFFL) << 32 | turned & 0xFFFFFFFFL;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ twice);
        }
        for (int shift = 24; i < to; i++, shift = shift == 0 ? 24 : shift - 8) {
            bytes[i] ^= (byte) (turned >>> shift);
        }
    }
}
