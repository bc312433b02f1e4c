package io.carillon.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.codec.Codecs;
import io.carillon.codec.RequestWriter;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Misfit;
import io.carillon.message.Payload;
import io.carillon.message.RequestId;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the library is set up: what is told of data that does not fit, and what hostile data comes to. */
@Timeout(60)
class SchemaTest {

    private static final String TOO_LONG = "to check this against the schema takes too long";

    private static List<Misfit> check(String schema, String data) {
        return check(schema, Payload.json(data));
    }

    private static List<Misfit> check(String schema, Payload data) {
        try {
            return Schema.of(schema).check(data);
        } catch (SchemaException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"object"}                              | 1                  | ''       | found 1: integer found, object expected
            {"enum":["buy","sell",1]}                      | "hold"             | ''       | found "hold": does not have a value in the enumeration ["buy", "sell", 1]
            {"const":{"a":[1]}}                            | {"a":[2]}          | ''       | must be the constant value
            {"minimum":3}                                  | 2                  | ''       | found 2: must have a minimum value of 3
            {"exclusiveMaximum":3}                         | 3                  | ''       | found 3: must have an exclusive maximum value of 3
            {"multipleOf":0.1}                             | 0.35               | ''       | found 0.35: must be multiple of 0.1
            {"minLength":2}                                | "x"                | ''       | found "x": must be at least 2 characters long
            {"pattern":"^a$"}                              | "a\\n"             | ''       | does not match the regex pattern ^a$
            {"format":"date"}                              | "2026-02-30"       | ''       | found "2026-02-30": does not match the date pattern
            {"required":["a"]}                             | {}                 | ''       | required property 'a' not found
            {"properties":{"a":{"type":"null"}}}           | {"a":0}            | /a       | found 0: integer found, null expected
            {"properties":{"a/b~c":false}}                 | {"a/b~c":0}        | /a~1b~0c | found 0: schema for
            {"properties":{"ä b":false}}                   | {"ä b":0}          | /ä b     | found 0: schema for
            {"additionalProperties":false}                 | {"b":1}            | ''       | property 'b' is not defined in the schema
            {"items":{"items":{"type":"integer"}}}         | [[1],[2,0.5]]      | /1/1     | found 0.5: number found, integer expected
            {"uniqueItems":true}                           | [{"a":1,"b":2},{"b":2.0,"a":1}] | '' | must have only unique items in the array
            {"contains":{"const":1}}                       | [2]                | ''       | must contain at least 1 element(s)
            {"oneOf":[true,true]}                          | 1                  | ''       | found 1: must be valid to one and only one schema, but 2 are valid
            {"not":{}}                                     | 1                  | ''       | found 1: must not be valid to the schema
            {"$ref":"#/$defs/a","$defs":{"a":{"maxItems":1}}} | [1,2]           | ''       | must have at most 1 items but found 2
            {"propertyNames":{"maxLength":1}}              | {"ab":1}           | ''       | property 'ab' name is not valid
            {"unevaluatedProperties":false,"properties":{"a":{}}} | {"a":1,"b":1} | ''     | property 'b' is not evaluated
            """)
    void tellsWhereAndWhat(String schema, String data, String path, String reason) {
        assertThat(check(schema, data)).singleElement().satisfies(misfit -> {
            assertThat(misfit.path()).isEqualTo(path.replace("''", ""));
            assertThat(misfit.reason())
                    .startsWith(reason.startsWith("does") ? "found" : reason)
                    .contains(reason);
        });
    }

    @Test
    void tellsOfAllPlacesUpToTwenty() {
        String two =
                "{\"properties\": {\"a\": {\"type\": \"string\"}, \"b\": {\"minimum\": 3}}, \"required\": [\"c\"]}";

        assertThat(check(two, "{\"a\": 1, \"b\": 2}"))
                .extracting(Misfit::path)
                .containsExactlyInAnyOrder("", "/a", "/b");
        assertThat(check("{\"items\": {\"type\": \"string\"}}", list(String::valueOf)))
                .hasSize(20)
                .startsWith(new Misfit("/0", "found 0: integer found, string expected"));
    }

    @Test
    void whatIsToldIsShort() {
        String name = "x".repeat(60_000);

        assertThat(check("{\"additionalProperties\": false}", "{\"" + name + "\": 1}"))
                .allSatisfy(misfit -> assertThat(misfit.reason()).hasSizeLessThan(500));
        assertThat(check("{\"additionalProperties\": {\"type\": \"null\"}}", "{\"" + name + "\": \"" + name + "\"}"))
                .allSatisfy(
                        misfit -> assertThat(misfit.path() + misfit.reason()).hasSizeLessThan(1500));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"maximum": 9007199254740992}           | 9007199254740993     | false
            {"type": "integer", "maximum": 9007199254740992} | 9007199254740993 | false
            {"enum": [9007199254740993]}            | 9007199254740992     | false
            {"enum": [9007199254740993]}            | 9007199254740993     | true
            {"const": 9007199254740993}             | 9007199254740992     | false
            {"multipleOf": 2}                       | 9007199254740993     | false
            {"multipleOf": 3}                       | 9007199254740993     | true
            {"uniqueItems": true}                   | [9007199254740993, 9007199254740992] | true
            {"uniqueItems": true}                   | [1, 1.0]             | false
            {"maximum": 18446744073709551615}       | 9223372036854775807  | true
            {"type": "integer"}                     | 9223372036854775807  | true
            {"type": "integer"}                     | 1.0                  | true
            {"type": "integer"}                     | 1e300                | true
            {"type": "integer"}                     | 0.5                  | false
            {"enum": [1]}                           | 1.0                  | true
            {"enum": [[1, {"a": 2}]]}               | [1.0, {"a": 2.0}]    | true
            {"minimum": 0}                          | -0.0                 | true
            {"exclusiveMaximum": 0}                 | -0.0                 | false
            {"multipleOf": 0.01}                    | 19.99                | true
            {"multipleOf": 0.01}                    | 19.995               | false
            {"multipleOf": 4}                       | 1e300                | true
            """)
    void numbersAreComparedExactlyHoweverTheyAreWritten(String schema, String data, boolean fits) {
        assertThat(check(schema, data).isEmpty()).isEqualTo(fits);
    }

    @ParameterizedTest
    @EnumSource
    void eachFormatIsSeenAsJson(Format format) {
        String schema = "{\"properties\": {\"a\": {\"const\": [1, 9007199254740993, 0.5, true, null, \"x\"]}},"
                + " \"required\": [\"a\"], \"additionalProperties\": {\"type\": \"string\", \"format\": \"date-time\"}}";

        assertThat(check(schema, payload("{\"a\": [1, 9007199254740993, 0.5, true, null, \"x\"]}", format)))
                .isEmpty();
        assertThat(check(schema, payload("{\"a\": [1, 9007199254740992, 0.5, true, null, \"x\"]}", format)))
                .extracting(Misfit::path)
                .containsExactly("/a");
    }

    private static Payload payload(String json, Format format) {
        ClientMessage publish =
                new ClientMessage.Publish(new RequestId.Number(1), new RoomName("a"), Payload.json(json), true);
        return ((ClientMessage.Publish) Codecs.of(format).decode(RequestWriter.write(publish, format), Revision.V1_1))
                .data();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            http://json-schema.org/draft-04/schema#      | "minimum":1,"exclusiveMinimum":true | 1
            http://json-schema.org/draft-06/schema#      | "exclusiveMinimum":1                | 1
            https://json-schema.org/draft-07/schema      | "if":{},"then":{"minimum":2}        | 1
            https://json-schema.org/draft/2019-09/schema | "items":[{"minimum":2}]             | [1]
            https://json-schema.org/draft/2020-12/schema | "prefixItems":[{"minimum":2}]       | [1]
            """)
    void theDraftIsTheOneThatIsNamed(String draft, String keywords, String data) {
        assertThat(check("{\"$schema\":\"" + draft + "\"," + keywords + "}", data))
                .hasSize(1);
        assertThat(check("{\"$schema\":\"" + draft + "\",\"format\":\"ipv4\"}", "\"1.2.3\""))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":                                  | no JSON
            {} {}                                     | no JSON
            3                                         | found 3; allowed: a schema, which is an object, true or false
            {"maximum": 1e400}                        | found numbers that are too large; allowed: some up to 1.8e308
            {"$schema":"http://json-schema.org/draft-03/schema#"} | at /$schema: "http://json-schema.org/draft-03/schema#"; allowed: one of http
            {"$schema":1}                             | at /$schema: 1; allowed: one of http
            {"properties":{"a":{"type":"text"}}}      | at /properties/a/type: found "text": does not have a value in the enumeration
            {"properties":[]}                         | at /properties: array found, object expected
            {"properties":{"a/b":1}}                  | at /properties/a~1b: found 1: integer found
            {"required":[1]}                          | at /required/0: found 1: integer found, string expected
            {"minLength":-1}                          | at /minLength: found -1: must have a minimum value of 0
            {"multipleOf":0}                          | at /multipleOf: found 0: must have an exclusive minimum value of 0
            {"allOf":[]}                              | at /allOf: must have at least 1 items
            {"allOf":[{},{"not":3}]}                  | at /allOf/1/not: found 3: integer found
            {"pattern":"("}                           | at /pattern: found "(": does not match the regex pattern must be a valid ECMA-262 regular expression
            {"patternProperties":{"[":{}}}            | at /patternProperties: property '[' name is not valid
            {"$schema":"http://json-schema.org/draft-04/schema#","patternProperties":{"[":{}}} | what cannot be used
            {"properties":{"a":{"$ref":"#/$defs/none"}}} | at /properties/a/$ref: "#/$defs/none"; allowed: a reference to something that is in the schema itself
            {"$ref":"#none"}                          | at /$ref: "#none"; allowed: a reference
            {"not":{"$ref":"https://example.org/other"}} | at /not/$ref: "https://example.org/other"; allowed: a reference to something that is in the schema itself, or came with it; nothing else is fetched
            {"$ref":"file:///etc/passwd"}             | at /$ref: "file:///etc/passwd"; allowed: a reference
            {"$ref":"classpath:draft-07/schema"}      | at /$ref: "classpath:draft-07/schema"; allowed: a reference
            {"$ref":"https://json-schema.org/../io/carillon/config/presets/zenith.yaml"} | at /$ref: "https://json-schema
            {"$ref":"#/$defs/a","$defs":{"a":{"items":{"$ref":"x.json"}}}} | at /$defs/a/items/$ref: "x.json"; allowed: a reference
            {"$ref":":"}                              | at /$ref: found ":": does not match the uri-reference pattern
            {"$ref":"#"}                              | found references in a circle; allowed: ones that come to a property or an item
            {"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"anyOf":[false,{"$ref":"#"}]}}} | references in a circle
            """)
    void saysWhatIsWrongWithASchema(String schema, String problem) {
        assertThatThrownBy(() -> Schema.of(schema))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aSchemaIsBoundedInSizeAndDepth() {
        String deep = "{\"not\":".repeat(600) + "{}" + "}".repeat(600);
        String large = "{\"title\": \"" + "x".repeat(Schema.LARGEST) + "\"}";

        assertThatThrownBy(() -> Schema.of(deep)).hasMessageContaining("depth");
        assertThatThrownBy(() -> Schema.of(large)).hasMessageContaining("more than 256 KiB");
    }

    @Test
    void aSchemaMayReferToItselfFromItsParts() {
        String tree =
                "{\"type\": \"object\", \"properties\": {\"next\": {\"$ref\": \"#\"}}, \"additionalProperties\": false}";
        String deep = "{\"next\":".repeat(60) + "{}" + "}".repeat(60);
        String wrong = "{\"next\":".repeat(60) + "1" + "}".repeat(60);

        assertThat(check(tree, deep)).isEmpty();
        assertThat(check(tree, wrong))
                .containsExactly(new Misfit("/next".repeat(60), "found 1: integer found, object expected"));
    }

    @Test
    void aSchemaMayReferToTheStandards() {
        String schema = "{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}";

        assertThat(check(schema, "{\"type\": \"null\"}")).isEmpty();
        assertThat(check(schema, "{\"type\": 1}")).isNotEmpty();
    }

    @Test
    void whatTakesTooLongIsRefused() {
        String letters = '"' + "a".repeat(60_000) + '"';
        String nested = "{\"anyOf\": [{\"type\": \"string\"}, {\"items\": {\"$ref\": \"#\"}, \"minItems\": 1},"
                + " {\"items\": {\"$ref\": \"#\"}, \"minItems\": 2}]}";

        assertThat(check("{\"pattern\": \"^(a+)+b$\"}", letters)).containsExactly(new Misfit("", TOO_LONG));
        assertThat(check("{\"pattern\": \"^(a|b)*$\"}", letters)).containsExactly(new Misfit("", TOO_LONG));
        assertThat(check(nested, "[".repeat(60) + "]".repeat(60))).containsExactly(new Misfit("", TOO_LONG));
    }

    /** Each takes up to seconds where nothing is done about it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"uniqueItems\": true}",
                "{\"items\": {\"multipleOf\": 0.01}}",
                "{\"items\": {\"enum\": [1, 2]}}",
                "{\"items\": {\"format\": \"regex\"}}"
            })
    void hostileDataTakesNoLongerThanOther(String text) throws SchemaException {
        Schema schema = Schema.of(text);
        List<String> hostile = List.of(
                list(i -> i % 100 + "e304"),
                list(i -> i % 100 + "e-310"),
                list(i -> "[" + i + "," + (500_000 - 31 * i) + "]"), // of one hash
                "[\"" + ":".repeat(60_000) + "\"]");

        for (int i = 0; i < 30; i++) {
            hostile.forEach(data -> schema.check(Payload.json(data)));
        }
    }

    /** 5,000 items. */
    private static String list(IntFunction<String> item) {
        return IntStream.range(0, 5_000).mapToObj(item).collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void largeDataOfTheUsualKindIsNotTooMuch() {
        String one = "[" + "1,".repeat(32_000) + "1]";
        String schema =
                "{\"items\": {\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"null\"}, {\"type\": \"boolean\"},"
                        + " {\"type\": \"integer\", \"minimum\": 0, \"enum\": [1]}]}}";

        assertThat(check(schema, one)).isEmpty();
        assertThat(check("{\"pattern\": \"^([a-z]+ ?)*$\"}", '"' + "ab ".repeat(1_000) + '"'))
                .isEmpty();
    }

    @Test
    void numbersThatHaveHundredsOfDigitsMayBeFew() {
        String schema = "{\"items\": {\"type\": \"number\"}}";

        assertThat(check(schema, "[1e300, 1e-300, 0.0, 1e-45, 3.4e38]")).isEmpty();
        assertThat(check(schema, list(i -> "1e-300")))
                .extracting(Misfit::reason)
                .containsExactly(
                        "found a number beyond 1.8e308, or more than 200 beyond 1e60 or below 1e-60; allowed: fewer");
    }

    @Test
    void referencesOfARegistryAreFoundByTheirNames() throws SchemaException {
        String address = "{\"required\": [\"zip\"], \"properties\": {\"zip\": {\"$ref\": \"#/$defs/zip\"}},"
                + " \"$defs\": {\"zip\": {\"type\": \"integer\"}}}";
        String person =
                "{%s\"properties\": {\"to\": {\"$ref\": \"address.json\"}, \"zip\": {\"$ref\": \"address.json#/$defs/zip\"}}}";
        Payload data = Payload.json("{\"to\": {\"zip\": \"x\"}, \"zip\": 1}");

        for (String id : List.of("", "\"$id\": \"https://example.org/schemas/person.json\",")) {
            assertThat(Schema.of(person.formatted(id), Map.of("address.json", address))
                            .check(data))
                    .containsExactly(new Misfit("/to/zip", "found \"x\": string found, integer expected"));
        }
        String far = "{\"$ref\": \"https://example.org/zip\"}";
        assertThat(Schema.of(far, Map.of("https://example.org/zip", "{\"type\": \"integer\"}"))
                        .check(Payload.json("null")))
                .hasSize(1);
    }

    @Test
    void whatIsWrongWithAReferenceIsToldByItsName() {
        assertThatThrownBy(() -> Schema.of("{\"$ref\": \"a.json\"}", Map.of("a.json", "{\"type\": 1}")))
                .hasMessageContaining("found at (a.json)/type: found 1: ");
        assertThatThrownBy(() -> Schema.of("{\"$ref\": \"a.json\"}", Map.of("a.json", "{\"$ref\": \"b.json\"}")))
                .hasMessageContaining("found at (a.json)/$ref: \"b.json\"; allowed: a reference");
    }

    @Test
    void oneSchemaIsForAllThreadsAtOnce() throws SchemaException {
        Schema schema = Schema.of(
                "{\"type\": \"array\", \"items\": {\"anyOf\": [{\"$ref\": \"#\"}, {\"type\": \"string\", \"pattern\": \"^a+$\"}]}}");

        assertThat(IntStream.range(0, 2_000)
                        .parallel()
                        .mapToObj(i -> schema.check(Payload.json("[[\"aa\"], [[\"" + "ab".charAt(i % 2) + "\"]]]"))
                                        .isEmpty()
                                == (i % 2 == 0))
                        .toList())
                .doesNotContain(false);
    }
}
