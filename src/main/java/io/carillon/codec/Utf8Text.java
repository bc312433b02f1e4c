package io.carillon.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 in packets (RFC 3629), where a mistake is to be found and not to be papered over. */
final class Utf8Text {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8Text() {}

    /** @throws CodecException where the bytes are not UTF-8 */
    static String decode(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8); // much faster than a decoder
        if (text.indexOf(REPLACEMENT) >= 0) {
            decodeStrictly(bytes, from, to); // either it was there, or it stands for a mistake
        }
        return text;
    }

    /** @throws CodecException where the bytes are not UTF-8 */
    static void check(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                decode(bytes, i, to);
                return;
            }
        }
    }

    private static void decodeStrictly(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
        } catch (CharacterCodingException e) {
            throw new CodecException("a string is not UTF-8");
        }
    }
}
