/** Finds where a text stops being JSON: what the browsers' parsers say of it differs, and some name no place. */

/** What is wrong, and where; lines and columns count from 1. */
export interface Fault {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const SPACE = /[ \t\n\r]*/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const WORDS = ["true", "false", "null"];

class Stumble extends Error {
  constructor(
    readonly at: number,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** Where the text is no JSON value; undefined where it is one. */
export function faultIn(text: string): Fault | undefined {
  try {
    new Walk(text).whole();
    return undefined;
  } catch (cause) {
    if (cause instanceof Stumble) {
      const lines = text.slice(0, cause.at).split("\n");
      return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, reason: cause.reason };
    }
    if (cause instanceof RangeError) {
      return { line: 1, column: 1, reason: "it is nested too deeply" };
    }
    throw cause;
  }
}

/** One way through a text, value by value. */
class Walk {
  #at = 0;

  constructor(readonly text: string) {}

  whole(): void {
    this.#value("a JSON value");
    if (this.#at < this.text.length) {
      this.#stumble("nothing more is expected");
    }
  }

  #value(wanted: string): void {
    this.#take(SPACE);
    const next = this.text[this.#at];
    if (next === "{") {
      this.#list("}", "a name in quotes", () => this.#member());
    } else if (next === "[") {
      this.#list("]", "a value", () => this.#value("a value"));
    } else if (next === '"') {
      this.#string();
    } else if (!this.#take(NUMBER)) {
      this.#word(wanted);
    }
    this.#take(SPACE);
  }

  #list(end: string, wanted: string, item: () => void): void {
    this.#at++;
    this.#take(SPACE);
    if (this.text[this.#at] === end) {
      this.#at++;
      return;
    }
    for (;;) {
      item();
      const next = this.text[this.#at];
      if (next !== "," && next !== end) {
        this.#stumble(`a comma or ${end} is expected`);
      }
      this.#at++;
      if (next === end) {
        return;
      }
      this.#take(SPACE);
      if (this.text[this.#at] === end) {
        this.#stumble(`behind a comma ${wanted} is expected`);
      }
    }
  }

  #member(): void {
    if (this.text[this.#at] !== '"') {
      this.#stumble("a name in quotes is expected");
    }
    this.#string();
    this.#take(SPACE);
    if (this.text[this.#at] !== ":") {
      this.#stumble("a colon is expected");
    }
    this.#at++;
    this.#value("a value");
  }

  #string(): void {
    this.#take(STRING);
    const next = this.text[this.#at];
    if (next === '"') {
      this.#at++;
    } else if (next === undefined) {
      this.#stumble("the string has no end");
    } else if (next === "\\") {
      this.#stumble(`there is no such escape as ${this.text.slice(this.#at, this.#at + 2)}`);
    } else {
      this.#stumble("in a string, line breaks and tabs are \\n and \\t");
    }
  }

  #word(wanted: string): void {
    const from = this.#at;
    if (!this.#take(WORD) || !WORDS.includes(this.text.slice(from, this.#at))) {
      this.#at = from;
      this.#stumble(`${wanted} is expected`);
    }
  }

  /** Whether there was something to take. */
  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    this.#at += found?.[0].length ?? 0;
    return found !== null && found[0] !== "";
  }

  #stumble(expected: string): never {
    const next = this.text.slice(this.#at).match(/^[\w$]+|^./su)?.[0];
    throw new Stumble(this.#at, `${expected}, found ${next === undefined ? "the end" : next.slice(0, 20)}`);
  }
}
