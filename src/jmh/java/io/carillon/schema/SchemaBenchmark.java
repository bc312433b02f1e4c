package io.carillon.schema;

import io.carillon.Microbenchmark;
import io.carillon.codec.Codecs;
import io.carillon.codec.PayloadReader;
import io.carillon.codec.RequestWriter;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Misfit;
import io.carillon.message.Payload;
import io.carillon.message.RequestId;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Checking the data of one message, an order of 1 KiB with ten lines, against its schema; the data is read for it, which is
 * a third of it. ns and bytes a message.
 */
public class SchemaBenchmark extends Microbenchmark {

    private static final int SIZE = 1024;

    private static final String ORDER = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "required": ["id", "symbol", "side", "lines"],
              "additionalProperties": false,
              "properties": {
                "id": {"type": "string", "pattern": "^o-[0-9]{1,12}$"},
                "symbol": {"type": "string", "minLength": 1, "maxLength": 8},
                "side": {"enum": ["buy", "sell"]},
                "at": {"type": "string", "format": "date-time"},
                "price": {"type": "number", "exclusiveMinimum": 0},
                "note": {"type": "string", "maxLength": 1000},
                "lines": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"$ref": "#/$defs/line"}}
              },
              "$defs": {
                "line": {
                  "type": "object",
                  "required": ["sku", "qty"],
                  "properties": {
                    "sku": {"type": "string", "maxLength": 20},
                    "qty": {"type": "integer", "minimum": 1, "maximum": 1000000},
                    "price": {"type": "number"},
                    "gift": {"type": "boolean"}
                  }
                }
              }
            }
            """;

    @Param({"JSON", "MSGPACK", "BSON"})
    Format format;

    private Schema schema;
    private Payload fitting;
    private Payload misfitting;

    @Setup
    public void prepare() throws SchemaException {
        schema = Schema.of(ORDER);
        fitting = payload(order("1"));
        misfitting = payload(order("0"));
        if (!schema.check(fitting).isEmpty() || schema.check(misfitting).size() != 10) {
            throw new IllegalStateException("not what is to be measured");
        }
    }

    private static String order(String quantity) {
        String lines = IntStream.range(0, 10)
                .mapToObj(i ->
                        "{\"sku\":\"sku-%d\",\"qty\":%s,\"price\":%d.25,\"gift\":%b}".formatted(i, quantity, i, i > 5))
                .collect(Collectors.joining(","));
        String order = "{\"id\":\"o-12345\",\"symbol\":\"ACME\",\"side\":\"buy\",\"at\":\"2026-11-21T11:22:33.456Z\","
                + "\"price\":12.5,\"lines\":[" + lines + "],\"note\":\"\"}";
        return order.replace("\"note\":\"", "\"note\":\"" + "x".repeat(SIZE - order.length()));
    }

    private Payload payload(String json) {
        ClientMessage publish =
                new ClientMessage.Publish(new RequestId.Number(1), new RoomName("orders"), Payload.json(json), true);
        byte[] packet = RequestWriter.write(publish, format);
        return ((ClientMessage.Publish) Codecs.of(format).decode(packet, Revision.V1_1)).data();
    }

    @Benchmark
    public List<Misfit> fits() {
        return schema.check(fitting);
    }

    @Benchmark
    public List<Misfit> doesNotFit() {
        return schema.check(misfitting);
    }

    /** Only the reading, for comparison. */
    @Benchmark
    public Object read() {
        return PayloadReader.read(fitting);
    }
}
