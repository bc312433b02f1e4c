package io.carillon.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.Misfit;
import io.carillon.message.Payload;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of data that does not fit, and what hostile schemas and data come to. */
@Timeout(20)
class SchemaTest {

    private static List<Misfit> check(String schema, String data) {
        try {
            return Schema.of(schema).check(Payload.json(data));
        } catch (SchemaException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"object"}                              | 1                  | ''       | found 1; allowed: object
            {"type":["string","null"]}                     | {"a":1}            | ''       | found an object of 1 property; allowed: string or null
            {"enum":["buy","sell",1]}                      | "hold"             | ''       | found "hold"; allowed: "buy", "sell", 1
            {"const":{"a":[1]}}                            | {"a":[2]}          | ''       | found an object of 1 property; allowed: an object of 1 property
            {"minimum":3}                                  | 2                  | ''       | found 2; allowed: from 3
            {"exclusiveMaximum":3}                         | 3                  | ''       | found 3; allowed: less than 3
            {"multipleOf":0.1}                             | 0.35               | ''       | found 0.35; allowed: a multiple of 0.1
            {"minLength":2}                                | "x"                | ''       | found a string of 1 characters; allowed: at least 2
            {"pattern":"^a"}                               | "b"                | ''       | found "b"; allowed: what matches ^a
            {"format":"date"}                              | "2026-02-30"       | ''       | found "2026-02-30"; allowed: a string in the format date
            {"required":["a"]}                             | {}                 | ''       | the property "a" is missing
            {"properties":{"a":{"type":"null"}}}           | {"a":0}            | /a       | found 0; allowed: null
            {"properties":{"a/b~c":false}}                 | {"a/b~c":0}        | /a~1b~0c | nothing is allowed here
            {"properties":{"ä b":false}}                   | {"ä b":0}          | /ä b     | nothing is allowed here
            {"additionalProperties":false}                 | {"b":1}            | /b       | nothing is allowed here
            {"items":{"items":{"type":"integer"}}}         | [[1],[2,0.5]]      | /1/1     | found 0.5; allowed: integer
            {"uniqueItems":true}                           | [{"a":1,"b":2},{"b":2.0,"a":1}] | '' | the items 0 and 1 are equal
            {"contains":{"const":1}}                       | [2]                | ''       | found 0 items of the kind of contains; allowed: at least 1
            {"anyOf":[{"type":"null"},{"type":"array"}]}   | 1                  | ''       | found 1; allowed: what one of the 2 schemas of anyOf allows
            {"oneOf":[true,true]}                          | 1                  | ''       | found 1; allowed: what only one of the schemas of oneOf allows
            {"not":{}}                                     | 1                  | ''       | found 1; allowed: what the schema of not does not allow
            {"$ref":"#/$defs/a","$defs":{"a":{"maxItems":1}}} | [1,2]           | ''       | found an array of 2 items; allowed: at most 1
            {"propertyNames":{"maxLength":1}}              | {"ab":1}           | ''       | the name "ab" is not allowed
            """)
    void tellsWhereAndWhat(String schema, String data, String path, String reason) {
        assertThat(check(schema, data)).containsExactly(new Misfit(path.replace("''", ""), reason));
    }

    @Test
    void tellsOfAllPlacesUpToTwenty() {
        String two =
                "{\"properties\": {\"a\": {\"type\": \"string\"}, \"b\": {\"minimum\": 3}}, \"required\": [\"c\"]}";

        assertThat(check(two, "{\"a\": 1, \"b\": 2}"))
                .extracting(Misfit::path)
                .containsExactlyInAnyOrder("", "/a", "/b");
        assertThat(check(
                        "{\"items\": {\"type\": \"string\"}}",
                        IntStream.range(0, 100).boxed().toList().toString()))
                .hasSize(20)
                .startsWith(new Misfit("/0", "found 0; allowed: string"));
    }

    @Test
    void integersAreComparedExactly() {
        assertThat(check("{\"maximum\": 9007199254740992}", "9007199254740993")).hasSize(1);
        assertThat(check("{\"enum\": [9007199254740993]}", "9007199254740992")).hasSize(1);
        assertThat(check("{\"enum\": [9007199254740993]}", "9007199254740993")).isEmpty();
        assertThat(check("{\"maximum\": 18446744073709551615}", "9223372036854775807"))
                .isEmpty();
        assertThat(check("{\"type\": \"integer\", \"enum\": [1]}", "1.0")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"minimum": 9007199254740993}           | 9007199254740992.0   | false
            {"maximum": 9223372036854775807}        | 9223372036854775808.0 | false
            {"minimum": -9223372036854775808}       | -9223372036854775808.0 | true
            {"exclusiveMinimum": 4503599627370495.5} | 4503599627370496    | true
            {"minimum": -0.5}                       | 0                    | true
            {"minimum": -0.5}                       | -1                   | false
            {"maximum": -0.5}                       | 0                    | false
            {"minimum": 0.5}                        | 0                    | false
            {"exclusiveMaximum": 0}                 | -0.0                 | false
            {"minimum": 0}                          | -0.0                 | true
            {"maximum": 1e400}                      | 1e308                | true
            {"maximum": -18446744073709551616}      | -9223372036854775808 | false
            {"maximum": 18446744073709551616}       | 18446744073709551616.0 | true
            {"enum": [18446744073709551616]}        | 18446744073709551616.0 | true
            {"enum": [18446744073709551617]}        | 18446744073709551616.0 | false
            {"enum": [9223372036854775807]}         | 9223372036854775808.0 | false
            {"enum": [0.1]}                         | 0.1                  | true
            {"enum": [0]}                           | -0.0                 | true
            {"multipleOf": 0.01}                    | 19.99                | true
            {"multipleOf": 0.01}                    | 19.995               | false
            {"multipleOf": 0.01}                    | -3                   | true
            {"multipleOf": 2.5}                     | 7.5                  | true
            {"multipleOf": 3}                       | 1e300                | false
            {"multipleOf": 4}                       | 1e300                | true
            {"multipleOf": 1e300}                   | 5                    | false
            {"multipleOf": 1e300}                   | 0                    | true
            {"multipleOf": 1e300}                   | 3e300                | true
            {"multipleOf": 20}                      | 1e2                  | true
            {"multipleOf": 1e-300}                  | 1e300                | true
            {"multipleOf": 1}                       | 0.5                  | false
            """)
    void numbersOfDifferentKindsAreComparedExactly(String schema, String data, boolean fits) {
        assertThat(check(schema, data).isEmpty()).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":                                  | no JSON
            {} {}                                     | no JSON
            3                                         | found 3; allowed: a schema, which is an object, true or false
            {"$schema":"http://json-schema.org/draft-03/schema#"} | at /$schema: "http://json-schema.org/draft-03/schema#"; allowed: one of http
            {"$schema":1}                             | at /$schema: 1; allowed: one of http
            {"properties":{"a":{"type":"text"}}}      | at /properties/a/type: "text"; allowed: one or an array of null, boolean, object
            {"properties":[]}                         | at /properties: an array of 0 items; allowed: an object
            {"properties":{"a/b":1}}                  | at /properties/a~1b: 1; allowed: a schema
            {"required":"a"}                          | at /required: "a"; allowed: an array
            {"required":[1]}                          | at /required: an array of 1 item; allowed: an array of strings
            {"minLength":-1}                          | at /minLength: -1; allowed: an integer from 0
            {"minimum":"1"}                           | at /minimum: "1"; allowed: a number
            {"multipleOf":0}                          | at /multipleOf: 0; allowed: a number above 0
            {"allOf":[]}                              | at /allOf: an array of 0 items; allowed: an array of one schema or more
            {"allOf":[{},{"not":3}]}                  | at /allOf/1/not: 3; allowed: a schema
            {"pattern":"("}                           | at /pattern: "(" (Unclosed group); allowed: a regular expression
            {"patternProperties":{"[":{}}}            | at /patternProperties/[: "["
            {"$ref":"#/$defs/none"}                   | at /$ref: "#/$defs/none"; allowed: a reference to something that is there
            {"$ref":"https://example.org/other"}      | at /$ref: "https://example.org/other"; allowed: a reference to something in the schema itself; nothing else is fetched
            {"$ref":"file:///etc/passwd"}             | at /$ref: "file:///etc/passwd"; allowed: a reference to something in the schema itself; nothing else is fetched
            {"$ref":":"}                              | at /$ref: ":"; allowed: a URI reference
            {"$ref":"#"}                              | a reference to itself
            {"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"anyOf":[true,{"$ref":"#"}]}}} | a reference to itself
            """)
    void saysWhatIsWrongWithASchema(String schema, String problem) {
        assertThatThrownBy(() -> Schema.of(schema))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void aSchemaIsBoundedInSizeAndDepthAndLength() {
        String deep = "{\"not\":".repeat(600) + "{}" + "}".repeat(600);
        String large = "{\"title\": \"" + "x".repeat(Schema.LARGEST) + "\"}";
        String many = "{\"enum\": [" + "1,".repeat(60_000) + "1]}";
        String chain = IntStream.range(0, 1000)
                .mapToObj(i -> "\"d" + i + "\": {\"$ref\": \"#/$defs/d" + (i + 1) + "\"}")
                .collect(Collectors.joining(",", "{\"$ref\": \"#/$defs/d0\", \"$defs\": {\"d1000\": {}, ", "}}"));

        assertThatThrownBy(() -> Schema.of(deep)).hasMessageContaining("levels");
        assertThatThrownBy(() -> Schema.of(large)).hasMessageContaining("more than 256 KiB");
        assertThatThrownBy(() -> Schema.of(many)).hasMessageContaining("50000 values");
        assertThatThrownBy(() -> Schema.of(chain)).hasMessageContaining("a chain of more than 64 schemas");
    }

    @Test
    void aSchemaMayReferToItselfFromItsParts() {
        String tree =
                "{\"type\": \"object\", \"properties\": {\"next\": {\"$ref\": \"#\"}}, \"additionalProperties\": false}";
        String deep = "{\"next\":".repeat(60) + "{}" + "}".repeat(60);
        String wrong = "{\"next\":".repeat(60) + "1" + "}".repeat(60);

        assertThat(check(tree, deep)).isEmpty();
        assertThat(check(tree, wrong)).containsExactly(new Misfit("/next".repeat(60), "found 1; allowed: object"));
    }

    @Test
    void whatTakesTooLongIsRefused() {
        String exponential = "{\"pattern\": \"^.*.*.*.*.*x$\"}";
        String recursive = "{\"pattern\": \"^(a|b)*$\"}";
        String branching = IntStream.range(0, 28)
                .mapToObj(i -> "\"d" + i + "\": {\"anyOf\": [" + "{\"$ref\": \"#/$defs/d" + (i + 1)
                        + "\"}, {\"$ref\": \"#/$defs/d" + (i + 1) + "\"}]}")
                .collect(Collectors.joining(",", "{\"$ref\": \"#/$defs/d0\", \"$defs\": {\"d28\": false, ", "}}"));
        String tooLong = "to check this against the schema takes too long";

        assertThat(check(exponential, '"' + "a".repeat(300) + '"')).containsExactly(new Misfit("", tooLong));
        assertThat(check(recursive, '"' + "ab".repeat(30_000) + '"')).containsExactly(new Misfit("", tooLong));
        assertThat(check("{\"items\": " + recursive + "}", "[1, \"" + "ab".repeat(30_000) + "\"]"))
                .containsExactly(new Misfit("/1", tooLong));
        assertThat(check(branching, "1")).extracting(Misfit::reason).containsExactly(tooLong);
    }

    @Test
    void hugeArraysOfEqualsInDisguiseTakeNoLongerThanTheirSize() {
        String colliding = IntStream.range(0, 8_192)
                .mapToObj(i -> "[\"" + disguised(i) + "\"]")
                .collect(Collectors.joining(",", "[", "]"));

        assertThat(check("{\"uniqueItems\": true}", colliding)).isEmpty();
        assertThat(check("{\"uniqueItems\": true}", "[0" + ",1".repeat(30_000) + "]"))
                .containsExactly(new Misfit("", "the items 1 and 2 are equal"));
    }

    @Test
    void numbersOfHundredsOfDigitsAreBoundedToo() {
        String large = IntStream.range(0, 9_000).mapToObj(i -> i + "e304").collect(Collectors.joining(",", "[", "]"));
        String small = IntStream.range(0, 9_000).mapToObj(i -> i + "e-310").collect(Collectors.joining(",", "[", "]"));

        for (int i = 0; i < 20; i++) { // which took a minute
            assertThat(check("{\"uniqueItems\": true}", large)).isEmpty();
            assertThat(check("{\"uniqueItems\": true}", small)).isEmpty();
            assertThat(check("{\"items\": {\"multipleOf\": 1e-300}}", large)).isEmpty();
            assertThat(check("{\"items\": {\"multipleOf\": 1e-300}}", small)).hasSize(20);
        }
    }

    /** All have the same hash. */
    private static String disguised(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 13; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    @Test
    void referencesOfARegistryAreFoundByTheirNames() throws SchemaException {
        Schema schema = Schema.of(
                "{\"properties\": {\"to\": {\"$ref\": \"address.json\"}, \"zip\": {\"$ref\": \"address.json#/$defs/zip\"}}}",
                Map.of(
                        "address.json",
                        "{\"required\": [\"zip\"], \"properties\": {\"zip\": {\"$ref\": \"#/$defs/zip\"}},"
                                + " \"$defs\": {\"zip\": {\"type\": \"integer\"}}}"));

        assertThat(schema.check(Payload.json("{\"to\": {\"zip\": \"x\"}, \"zip\": 1}")))
                .containsExactly(new Misfit("/to/zip", "found \"x\"; allowed: integer"));
    }
}
