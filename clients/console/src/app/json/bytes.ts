/** Binary values: in JSON they are strings of base64, and nothing says that they are not text. */

const BASE64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Shorter ones are words as likely as bytes. */
const LEAST = 16;
const LINE = 16;

/** The bytes that a string may stand for; undefined where it looks like text. */
export function bytesIn(text: string): Uint8Array | undefined {
  const mixed = /[A-Z]/.test(text) && /[a-z]/.test(text) && /[0-9+/=]/.test(text);
  if (text.length < LEAST || text.length % 4 !== 0 || !mixed || !BASE64.test(text)) {
    return undefined;
  }
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

/** As hex dumps have it: the place, the bytes, and what of them can be read. */
export function dump(bytes: Uint8Array, most: number): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, most); at += LINE) {
    const line = [...bytes.subarray(at, at + LINE)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."));
    lines.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(LINE * 3 - 1)}  ${text.join("")}`);
  }
  return lines.join("\n");
}
