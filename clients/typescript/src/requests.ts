import type { CarillonError } from "./errors.js";

/** Something that the server is asked, other than to publish. */
export interface Request {
  readonly id: number;
  readonly frame: string | Uint8Array;
  /**
   * What becomes of it when the connection ends before the answer: `ask` asks again on the next one, since it changes nothing;
   * `once` fails, but waits for a connection before; `here` belongs to one connection alone.
   */
  readonly kind: "ask" | "once" | "here";
  reply(result: any): void;
  fail(error: CarillonError): void;
}

/** What waits to be asked, and what waits for an answer. */
export class Requests {
  #waiting: Request[] = [];
  readonly #written = new Map<number, Request>();

  add(request: Request): void {
    this.#waiting.push(request);
  }

  /** The first that waits; from here on it counts as written. */
  take(): Request | undefined {
    const taken = this.#waiting.shift();
    if (taken) {
      this.#written.set(taken.id, taken);
    }
    return taken;
  }

  answered(id: number): Request | undefined {
    const request = this.#written.get(id);
    this.#written.delete(id);
    return request;
  }

  /** Nobody waits for it any more. */
  withdraw(request: Request): void {
    this.#written.delete(request.id);
    this.#waiting = this.#waiting.filter((other) => other !== request);
  }

  /** The connection has ended. Returns what has failed by that. */
  lost(): Request[] {
    const written = [...this.#written.values()];
    const again = written.filter(({ kind }) => kind === "ask");
    const failed = [...written, ...this.#waiting].filter(
      (request) => request.kind === "here" || (request.kind === "once" && this.#written.has(request.id)),
    );
    this.#written.clear();
    this.#waiting = [...again, ...this.#waiting.filter(({ kind }) => kind !== "here")];
    return failed;
  }

  /** Takes everything out. */
  clear(): Request[] {
    const all = [...this.#written.values(), ...this.#waiting];
    this.#written.clear();
    this.#waiting = [];
    return all;
  }
}
