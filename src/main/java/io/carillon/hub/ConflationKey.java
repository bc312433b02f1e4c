package io.carillon.hub;

import io.carillon.codec.CodecException;
import io.carillon.codec.PayloadReader;
import io.carillon.config.Conflation;
import io.carillon.message.JsonPointer;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a message is about: of two with equal keys the later one makes the earlier one worthless. Equal values make equal
 * keys, binary ones included; an integer and a decimal number are never equal.
 *
 * @param value what the message's data has at the place that the room's settings name, or {@link #NONE}
 */
public record ConflationKey(RoomName room, @Nullable Object value) {

    /** Where the room has no key, or the data has nothing at its place: different from any value, null included. */
    private static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "no key";
        }
    };

    /** Reads the data, where the room has a key; in time proportional to its size. */
    static ConflationKey of(Publication publication, Conflation conflation) {
        Optional<JsonPointer> pointer = conflation.key();
        Object value = pointer.isPresent() ? value(publication, pointer.get()) : NONE;
        return new ConflationKey(publication.room(), value);
    }

    private static @Nullable Object value(Publication publication, JsonPointer pointer) {
        try {
            return comparable(pointer.find(PayloadReader.read(publication.data()), NONE));
        } catch (CodecException e) { // checked when it came in; whatever another node let through stops no delivery
            return NONE;
        }
    }

    /** Arrays compare by identity, also within lists and maps. */
    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ConflationKey::comparable).collect(Collectors.toList());
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new HashMap<>();
            map.forEach((key, item) -> copy.put(key, comparable(item)));
            return copy;
        }
        return value;
    }

    /** Says no more than the room: payloads do not belong into logs. */
    @Override
    public String toString() {
        return "a key of " + room;
    }
}
