package io.carillon.cli;

import io.carillon.codec.CodecException;
import io.carillon.codec.Values;
import io.carillon.message.Payload;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;

/** Data as somebody types it: JSON where it parses, else text. */
final class DataText {

    private DataText() {}

    /**
     * @throws IllegalArgumentException where it is JSON that cannot be published, or text that is no Unicode
     */
    static Payload payload(String typed) {
        try {
            return Values.parse(typed.getBytes(StandardCharsets.UTF_8));
        } catch (CodecException e) {
            if (isJson(typed)) {
                throw LinkOptions.misused(
                        "DATA", String.valueOf(e.getMessage()), "JSON that every format can express", e);
            }
        }
        try {
            return Values.of(typed);
        } catch (CodecException e) {
            throw LinkOptions.misused("DATA", String.valueOf(e.getMessage()), "text", e);
        }
    }

    private static boolean isJson(String typed) {
        try {
            Json.decodeValue(typed);
            return true;
        } catch (DecodeException e) {
            return false;
        }
    }
}
