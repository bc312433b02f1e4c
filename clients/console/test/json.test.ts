import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesIn, dump } from "../src/app/json/bytes.js";
import { faultIn } from "../src/app/json/fault.js";
import { compact, pretty, preview } from "../src/app/json/text.js";

const at = (text: string) => {
  const fault = faultIn(text);
  return fault && `${fault.line}:${fault.column} ${fault.reason}`;
};

test("what a parser takes has no fault, and what it does not has one", () => {
  const texts = [
    "1", "-0.5e+7", "01", "1.", "-", "+1", ".5", '"a"', '"\\u00e9\\n"', '"\\x"', '"\\u12"', '"\t"', '"', "true", "nul", "NaN",
    "", "  ", "[]", "[ ]", "[1,2]", "[1,]", "[1 2]", "[", "{}", '{"a":1}', '{"a" : [ {} , null ] }', "{a:1}", "{'a':1}", '{"a"}',
    '{"a":}', '{"a":1,}', '{"a":1', "{,}", "1 2", "[1]]", "\u00a01", "/* */ 1", '{"a":1}\n',
  ];

  for (const text of texts) {
    let parses = true;
    try {
      JSON.parse(text);
    } catch {
      parses = false;
    }
    assert.equal(faultIn(text) === undefined, parses, JSON.stringify(text));
  }
});

test("a fault names its place, and what is there", () => {
  assert.equal(at('{\n  "a": 1,\n  b: 2\n}'), "3:3 a name in quotes is expected, found b");
  assert.equal(at('{"a": 1, }'), "1:10 behind a comma a name in quotes is expected, found }");
  assert.equal(at("[1, 2"), "1:6 a comma or ] is expected, found the end");
  assert.equal(at('{"a": undefined}'), "1:7 a value is expected, found undefined");
  assert.equal(at("hello"), "1:1 a JSON value is expected, found hello");
  assert.equal(at('"a\nb"'), "1:3 in a string, line breaks and tabs are \\n and \\t, found \n");
  assert.equal(at('{"a": 1} {'), "1:10 nothing more is expected, found {");
});

test("long integers are written as they are", () => {
  const value = { id: 9007199254740993n, list: [1, "a"], none: {}, empty: [] };

  assert.equal(compact(value), '{"id":9007199254740993,"list":[1,"a"],"none":{},"empty":[]}');
  assert.equal(
    pretty(value),
    '{\n  "id": 9007199254740993,\n  "list": [\n    1,\n    "a"\n  ],\n  "none": {},\n  "empty": []\n}',
  );
});

test("a preview is one line, as long as it may be", () => {
  assert.equal(preview({ a: [1, null, "x"], b: { c: true } }, 100), '{a: [1, null, "x"], b: {c: true}}');
  assert.equal(preview("x".repeat(1000), 10), `"${"x".repeat(9)}…`);
  assert.equal(preview(Array.from({ length: 1_000_000 }, () => 7), 12), "[7, 7, 7, 7,…");
});

test("base64 is told from words", () => {
  assert.deepEqual([...bytesIn("AAECAwQFBgcICQoLDA0ODw==")!], [...Array(16).keys()]);
  const words = ["hello", "abcdefghijklmnop", "ABCDEFGHIJKLMNOP", "1234567890123456", "A sentence of 24 letters"];
  for (const word of [...words, "AAECAwQFBgcICQoLDA0ODw="]) {
    assert.equal(bytesIn(word), undefined, word);
  }
});

test("bytes are dumped as far as is wanted", () => {
  const bytes = new TextEncoder().encode("Carillon, bytes!\n\u0001");

  assert.equal(
    dump(bytes, 100),
    "0000  43 61 72 69 6c 6c 6f 6e 2c 20 62 79 74 65 73 21  Carillon, bytes!\n" +
      `0010  0a 01${" ".repeat(44)}..`,
  );
  assert.equal(dump(bytes, 16).split("\n").length, 1);
});
