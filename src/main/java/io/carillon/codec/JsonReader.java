package io.carillon.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object. */
final class JsonReader implements PacketReader, AutoCloseable {

    /** Digits that surely fit into 64 bits. */
    private static final int SAFE_DIGITS = 18;

    private final byte[] packet;
    private final JsonParser parser;

    JsonReader(byte[] packet) throws IOException {
        this.packet = packet;
        this.parser = Json.FACTORY.createParser(packet);
        parser.nextToken();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    @Override
    public boolean enter() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    @Override
    public @Nullable String next() throws IOException {
        String name = parser.nextFieldName();
        if (name != null) {
            parser.nextToken();
        }
        return name;
    }

    @Override
    public boolean enterList() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    @Override
    public boolean element() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new CodecException("the JSON list has no end");
        }
        return token != JsonToken.END_ARRAY;
    }

    @Override
    public Object scalar() throws IOException {
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

    @Override
    public Value value() throws IOException {
        if (parser.currentToken() == null) {
            throw new CodecException("nothing where there should be a value");
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        @Nullable String problem = check();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        if (problem == null && JsonEscapes.haveLoneSurrogate(packet, start, end)) {
            problem = Inexpressible.SURROGATE;
        }
        return new Value(Payload.of(Format.JSON, Arrays.copyOfRange(packet, start, end)), problem);
    }

    @Override
    public void skip() throws IOException {
        parser.skipChildren();
    }

    @Override
    public void end() throws IOException {
        if (parser.nextToken() != null) {
            throw new CodecException("more than one JSON value");
        }
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
                    problem = Inexpressible.DEPTH;
                }
            } else if (token.isStructEnd()) {
                depth--;
            } else if (problem == null) {
                problem = check(token);
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

    private @Nullable String check(JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NUMBER_INT -> isLong() ? null : Inexpressible.INTEGER;
            case VALUE_NUMBER_FLOAT -> Double.isInfinite(parser.getDoubleValue()) ? Inexpressible.RANGE : null;
            case FIELD_NAME -> parser.currentName().indexOf('\0') < 0 ? null : Inexpressible.NUL;
            default -> null;
        };
    }

    private boolean isLong() throws IOException {
        return parser.getTextLength() <= SAFE_DIGITS || parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }
}
