package io.carillon.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How JSON is read, and a payload of it as a tree. */
final class Json {

    /** The WebSocket's message limit bounds everything; what is merely unusual is a bad_request, not the end. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // UTF-8 and nothing else
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names are the client's: they are not to stay in the JVM
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}

    static @Nullable Object tree(byte[] payload) throws IOException {
        try (JsonParser parser = FACTORY.createParser(payload)) {
            parser.nextToken();
            return value(parser, 0);
        }
    }

    private static @Nullable Object value(JsonParser parser, int depth) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new CodecException("the JSON value has no end");
        }
        return switch (token) {
            case START_OBJECT -> map(parser, PayloadReader.deeper(depth));
            case START_ARRAY -> list(parser, PayloadReader.deeper(depth));
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new CodecException("not a JSON value");
        };
    }

    private static Map<String, @Nullable Object> map(JsonParser parser, int depth) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            map.put(name, value(parser, depth));
        }
        return map;
    }

    private static List<@Nullable Object> list(JsonParser parser, int depth) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser, depth));
        }
        return list;
    }
}
