/** An id that nobody else has: 128 bits. `crypto.randomUUID` is there over https and on one's own machine only. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
