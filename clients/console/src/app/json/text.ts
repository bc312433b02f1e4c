/** JSON values as text. Integers that a number cannot hold are `bigint`. */
import { json } from "carillon-client";

/** As it is sent. */
export const compact = (value: unknown): string => json.encode(value as object) as string;

/** As it is read. */
export function pretty(value: unknown, indent = ""): string {
  if (typeof value !== "object" || value === null) {
    return typeof value === "bigint" ? String(value) : JSON.stringify(value);
  }
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => inner + pretty(item, inner))
    : Object.entries(value).map(([name, item]) => `${inner}${JSON.stringify(name)}: ${pretty(item, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join(",\n")}\n${indent}${close}`;
}

/** In one line, cut after so many characters: no more of the value is looked at than is shown. */
export function preview(value: unknown, most: number): string {
  const parts: string[] = [];
  let left = most;
  const put = (text: string) => {
    parts.push(text.slice(0, Math.max(0, left)));
    left -= text.length;
  };
  const write = (item: unknown): void => {
    if (left < 0) {
      return;
    }
    if (typeof item === "string") {
      put(JSON.stringify(item.length > left ? item.slice(0, left + 1) : item));
    } else if (typeof item !== "object" || item === null) {
      put(String(item));
    } else {
      writeAll(item);
    }
  };
  const writeAll = (item: object): void => {
    const [open, close] = Array.isArray(item) ? ["[", "]"] : ["{", "}"];
    put(open);
    let first = true;
    for (const name in item) {
      put(first ? "" : ", ");
      first = false;
      if (left < 0) {
        return;
      }
      if (!Array.isArray(item)) {
        put(`${name}: `);
      }
      write((item as Record<string, unknown>)[name]);
    }
    put(close);
  };
  write(value);
  return left < 0 ? `${parts.join("")}…` : parts.join("");
}
