package io.carillon.support;

import java.util.Arrays;

/**
 * Inflates one message by the book (RFC 1951), with no history but its own, and measures what the JDK's inflater does not
 * tell: how far back references reach. After Mark Adler's {@code puff}.
 */
public final class StrictInflater {

    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] DISTANCE_EXTRA = {
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
    };
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    /** How many codes there are of each length, and the symbols in the order of their codes. */
    private record Huffman(int[] counts, int[] symbols) {

        static Huffman of(int[] lengths) {
            int[] counts = new int[16];
            for (int length : lengths) {
                counts[length]++;
            }
            int[] offsets = new int[16];
            for (int i = 1; i < 15; i++) {
                offsets[i + 1] = offsets[i] + counts[i];
            }
            int[] symbols = new int[lengths.length];
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] != 0) {
                    symbols[offsets[lengths[symbol]]++] = symbol;
                }
            }
            return new Huffman(counts, symbols);
        }
    }

    private final byte[] in;
    private int bit;
    private byte[] out = new byte[1024];
    private int length;
    private int farthest;

    private StrictInflater(byte[] in) {
        this.in = in;
    }

    /**
     * @param plain the message
     * @param farthest the largest distance of a reference
     */
    public record Inflated(byte[] plain, int farthest) {}

    /** Inflates the payload of a compressed message; fails at whatever is wrong with it. */
    public static Inflated inflate(byte[] payload) {
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        whole[payload.length + 2] = -1;
        whole[payload.length + 3] = -1;
        StrictInflater inflater = new StrictInflater(whole);
        while (inflater.bit < whole.length * 8) {
            inflater.block();
        }
        return new Inflated(Arrays.copyOf(inflater.out, inflater.length), inflater.farthest);
    }

    private void block() {
        if (bits(1) == 1) {
            throw new AssertionError("a last block");
        }
        switch (bits(2)) {
            case 0 -> stored();
            case 1 -> codes(Huffman.of(fixedLengths()), Huffman.of(filled(30, 5)));
            case 2 -> dynamic();
            default -> throw new AssertionError("a reserved kind of block");
        }
    }

    private void stored() {
        bit = (bit + 7) / 8 * 8;
        int count = bits(16);
        if (bits(16) != (~count & 0xFFFF)) {
            throw new AssertionError("a stored block whose lengths differ");
        }
        for (int i = 0; i < count; i++) {
            put((byte) bits(8));
        }
    }

    private static int[] filled(int count, int value) {
        int[] all = new int[count];
        Arrays.fill(all, value);
        return all;
    }

    private static int[] fixedLengths() {
        int[] lengths = filled(288, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        return lengths;
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codes = bits(4) + 4;
        int[] lengths = new int[19];
        for (int i = 0; i < codes; i++) {
            lengths[ORDER[i]] = bits(3);
        }
        int[] all = lengths(Huffman.of(lengths), literals + distances);
        codes(
                Huffman.of(Arrays.copyOf(all, literals)),
                Huffman.of(Arrays.copyOfRange(all, literals, literals + distances)));
    }

    private int[] lengths(Huffman code, int count) {
        int[] all = new int[count];
        int at = 0;
        while (at < count) {
            int symbol = symbol(code);
            if (symbol < 16) {
                all[at++] = symbol;
            } else {
                int value = symbol == 16 ? all[at - 1] : 0;
                int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
                Arrays.fill(all, at, at + times, value);
                at += times;
            }
        }
        return all;
    }

    private void codes(Huffman literals, Huffman distances) {
        for (int symbol = symbol(literals); symbol != 256; symbol = symbol(literals)) {
            if (symbol < 256) {
                put((byte) symbol);
            } else {
                int count = LENGTH_BASE[symbol - 257] + bits(LENGTH_EXTRA[symbol - 257]);
                int code = symbol(distances);
                copy(DISTANCE_BASE[code] + bits(DISTANCE_EXTRA[code]), count);
            }
        }
    }

    private void copy(int distance, int count) {
        if (distance > length) {
            throw new AssertionError("a reference to before the message");
        }
        farthest = Math.max(farthest, distance);
        for (int i = 0; i < count; i++) {
            put(out[length - distance]);
        }
    }

    private void put(byte octet) {
        if (length == out.length) {
            out = Arrays.copyOf(out, length * 2);
        }
        out[length++] = octet;
    }

    private int symbol(Huffman of) {
        int code = 0;
        int first = 0;
        int index = 0;
        for (int bits = 1; bits < 16; bits++) {
            code |= bits(1);
            int count = of.counts()[bits];
            if (code - count < first) {
                return of.symbols()[index + code - first];
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        throw new AssertionError("a code that stands for nothing");
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (in[bit / 8] >> bit % 8 & 1) << i;
        }
        return value;
    }
}
