package io.carillon.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object in one pass; what it finds as {@code data} is checked and kept as the bytes that it was. */
final class JsonReader {

    /** The deepest nesting of a value; the value itself, where it is a map or a list, counts as 1. */
    static final int DEEPEST = 64;

    /** Digits that surely fit into 64 bits. */
    private static final int SAFE_DIGITS = 18;

    /** The WebSocket's message limit bounds everything; what is merely unusual is a bad_request, not the end. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // UTF-8 and nothing else
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names are the client's: they are not to stay in the JVM
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final byte[] packet;
    private final JsonParser parser;
    private final Properties properties = new Properties();

    private JsonReader(byte[] packet, JsonParser parser) {
        this.packet = packet;
        this.parser = parser;
    }

    static ClientMessage read(byte[] packet) {
        try (JsonParser parser = FACTORY.createParser(packet)) {
            JsonReader reader = new JsonReader(packet, parser);
            reader.readObject();
            return reader.properties.toMessage();
        } catch (IOException e) {
            throw new CodecException("not JSON");
        }
    }

    private void readObject() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new CodecException("not a JSON object");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            property(name);
        }
        if (parser.nextToken() != null) {
            throw new CodecException("more than one JSON value");
        }
    }

    private void property(String name) throws IOException {
        switch (name) {
            case "type" -> properties.type = scalar();
            case "id" -> properties.id = scalar();
            case "room" -> properties.room = scalar();
            case "echo" -> properties.echo = scalar();
            case "data" -> data();
            default -> parser.skipChildren();
        }
    }

    private Object scalar() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> new Properties.Other("null");
            case VALUE_NUMBER_FLOAT -> new Properties.Other("a number with a fraction or an exponent");
            case START_OBJECT -> skipped("a map");
            case START_ARRAY -> skipped("a list");
            default -> throw new CodecException("not JSON");
        };
    }

    private Object integer() throws IOException {
        return isLong() ? (Object) parser.getLongValue() : new Properties.Other("an integer beyond 64 bits");
    }

    private Properties.Other skipped(String what) throws IOException {
        parser.skipChildren();
        return new Properties.Other(what);
    }

    private void data() throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        @Nullable String problem = check();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        properties.data = Payload.of(Format.JSON, Arrays.copyOfRange(packet, start, end));
        properties.dataProblem = problem;
    }

    /** Walks over the current value to its end, and says what is wrong with it for other formats. */
    private @Nullable String check() throws IOException {
        @Nullable String problem = null;
        int depth = 0;
        JsonToken token = parser.currentToken();
        while (true) {
            if (token.isStructStart()) {
                depth++;
                if (depth > DEEPEST) {
                    problem = "nested deeper than " + DEEPEST;
                }
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token.isNumeric() && problem == null) {
                problem = checkNumber(token);
            }
            if (depth == 0) {
                return problem;
            }
            token = parser.nextToken();
            if (token == null) {
                throw new CodecException("the JSON object has no end");
            }
        }
    }

    private @Nullable String checkNumber(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return isLong() ? null : "an integer beyond 64 bits cannot be expressed in every format";
        }
        return Double.isInfinite(parser.getDoubleValue())
                ? "a number beyond the range of a double cannot be expressed in every format"
                : null;
    }

    private boolean isLong() throws IOException {
        return parser.getTextLength() <= SAFE_DIGITS || parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }
}
