package io.carillon.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import io.carillon.codec.PayloadReader;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Data and schemas as the library wants them: trees of Jackson's. Stateless. */
final class Nodes {

    /** Levels of lists and objects within each other; more than data may have. */
    static final int DEEPEST = 128;

    private static final int LONGEST_SHOWN = 40;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // as in the codec
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);
    private static final ObjectWriter SORTED = MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

    private Nodes() {}

    /** Of a text that should be JSON. */
    static JsonNode read(String json) throws JsonProcessingException {
        return READER.with(new Exact()).readTree(json);
    }

    /** Of data in any format: what JSON has no kind of value for is a string. */
    static JsonNode read(Payload data) {
        if (data.format() != Format.JSON) {
            return node(PayloadReader.read(data), new Exact());
        }
        try {
            return READER.with(new Exact()).readTree(data.bytes());
        } catch (IOException e) { // readers of packets take no such data
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode node(@Nullable Object value, JsonNodeFactory factory) {
        if (value instanceof String text) {
            return factory.textNode(text);
        } else if (value instanceof Long number) {
            return factory.numberNode(number.longValue());
        } else if (value instanceof Double number) {
            return factory.numberNode(number.doubleValue());
        } else if (value instanceof Boolean flag) {
            return factory.booleanNode(flag);
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode object = factory.objectNode();
            map.forEach((name, item) -> object.set((String) name, node(item, factory)));
            return object;
        } else if (value instanceof List<?> list) {
            ArrayNode array = factory.arrayNode(list.size());
            list.forEach(item -> array.add(node(item, factory)));
            return array;
        } else if (value instanceof byte[] bytes) {
            return factory.textNode(Base64.getEncoder().encodeToString(bytes));
        }
        return value instanceof Instant time ? factory.textNode(time.toString()) : factory.nullNode();
    }

    /** One that two values share if, and only if, they are equal to JSON Schema: whatever the order of their properties. */
    static String text(JsonNode node) {
        try {
            return SORTED.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a message to whoever said it; short. */
    static String shown(JsonNode node) {
        if (node.isTextual()) {
            return shown(node.textValue());
        }
        if (node.isContainerNode()) {
            return node.isArray()
                    ? "an array of " + node.size() + " items"
                    : "an object of " + node.size() + " properties";
        }
        String text = node.asText();
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? '"' + text + '"' : "a string of " + text.length() + " characters";
    }

    /**
     * Gives each number one form, however it was written, since the library compares by form here and there: integers that a
     * double holds too are integers; larger ones are decimals, which are the only ones that it divides exactly. It writes out
     * all digits of a number to compare it, or divide it: a few of those that have hundreds may be.
     */
    private static final class Exact extends JsonNodeFactory {

        private static final long serialVersionUID = 1L;

        private static final long LARGEST_OF_DOUBLES = 1L << 53;
        private static final double BEYOND_LONGS = 0x1p63;

        private static final double WIDE = 1e60;
        private static final double NARROW = 1e-60;
        private static final int MOST_WIDE = 200;

        private int wide;

        @Override
        public NumericNode numberNode(long number) {
            if (number == (int) number) {
                return super.numberNode((int) number);
            }
            boolean isSmall = number >= -LARGEST_OF_DOUBLES && number <= LARGEST_OF_DOUBLES;
            return isSmall ? super.numberNode(number) : DecimalNode.valueOf(BigDecimal.valueOf(number));
        }

        @Override
        public NumericNode numberNode(double number) {
            if (number == Math.rint(number) && number >= -BEYOND_LONGS && number < BEYOND_LONGS) {
                return numberNode((long) number);
            }
            double size = Math.abs(number);
            if (!(size <= Double.MAX_VALUE) || (size > WIDE || size < NARROW) && ++wide > MOST_WIDE) {
                throw new NumberException();
            }
            return super.numberNode(number);
        }

        @Override
        public ValueNode numberNode(@Nullable BigInteger number) {
            return number == null ? nullNode() : DecimalNode.valueOf(new BigDecimal(number));
        }
    }

    /** A number that is none, or one too many with hundreds of digits. */
    static final class NumberException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private NumberException() {
            super(
                    "found a number beyond 1.8e308, or more than " + Exact.MOST_WIDE
                            + " beyond 1e60 or below 1e-60; allowed: fewer",
                    null,
                    false,
                    false);
        }
    }
}
