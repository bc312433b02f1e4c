import type { CarillonError } from "./errors.js";
import type { Published } from "./types.js";

/** Something to be published, encoded already, so that what waits is as large as it says, and nobody changes it. */
export interface Publication {
  readonly id: number;
  readonly room: string;
  readonly frame: string | Uint8Array;
  /** In bytes. */
  readonly size: number;
  /** Whether it is to come back to this client. */
  readonly echo: boolean;
  /** In ms since 1970: when it was written to a connection for the first time. */
  first?: number;
  /** Whether it was written to a connection that ended before the answer. */
  repeated?: boolean;
  /** Nobody waits for it any more: it is not to be written again. */
  abandoned?: boolean;
  reply(result: Published): void;
  fail(error: CarillonError): void;
}

/** How much may wait to be published. */
export interface Bounds {
  /** Default 1000. */
  readonly messages: number;
  /** Default 1 MiB. */
  readonly bytes: number;
}

/** The server knows a key for five minutes; this leaves some for the way. In ms. */
const REPEATABLE = 240_000;

/**
 * What waits to be published, and what was written and not answered yet. In the order of a room, always: what was written
 * comes before what waits, and each is asked for in the order in which it was added.
 *
 *     waiting ── take() ──▶ written ── answered() ──▶ gone
 *        ▲                     │
 *        └── lost(), in a stream
 */
export class Publications {
  #waiting: Publication[] = [];
  #written = new Map<number, Publication>();
  #bytes = 0;

  constructor(readonly bounds: Bounds) {}

  add(publication: Publication): void {
    this.#waiting.push(publication);
    this.#bytes += publication.size;
  }

  /** Whether more waits than may. */
  get isOverfull(): boolean {
    return this.#waiting.length > this.bounds.messages || this.#bytes > this.bounds.bytes;
  }

  /** The first that may be written now; from here on it counts as written. */
  take(now: number, isReady: (room: string) => boolean): Publication | undefined {
    const taken = this.#waiting.find(({ room }) => isReady(room));
    if (taken) {
      this.#wait(this.#waiting.filter((other) => other !== taken));
      taken.first ??= now;
      this.#written.set(taken.id, taken);
    }
    return taken;
  }

  /** The publication that was answered, if it is one. */
  answered(id: number): Publication | undefined {
    const publication = this.#written.get(id);
    this.#written.delete(id);
    return publication;
  }

  /** The connection has ended. Returns what cannot be written again without the danger of doubling it. */
  lost(isStream: (room: string) => boolean): Publication[] {
    const written = [...this.#written.values()].filter((publication) => !publication.abandoned);
    const [repeated, failed] = split(written, ({ room }) => isStream(room));
    repeated.forEach((publication) => (publication.repeated = true));
    this.#written.clear();
    this.#wait([...repeated, ...this.#waiting]);
    return failed;
  }

  /** Takes out, and returns, what was written so long ago that the server may have forgotten its key. */
  expired(now: number): Publication[] {
    const [old, waiting] = split(this.#waiting, ({ first = now }) => now - first >= REPEATABLE);
    this.#wait(waiting);
    return old;
  }

  /** Takes out, and returns, what waits to be published to a room. */
  left(room: string): Publication[] {
    const [left, waiting] = split(this.#waiting, (publication) => publication.room === room);
    this.#wait(waiting);
    return left;
  }

  /** In ms since 1970: when something will be expired; nothing if nothing will. */
  get expiry(): number | undefined {
    const first = Math.min(...this.#waiting.map(({ first = Infinity }) => first));
    return first === Infinity ? undefined : first + REPEATABLE;
  }

  /** Nobody waits for it any more: takes it out; what is under way is not written again. */
  withdraw(publication: Publication): void {
    publication.abandoned = true;
    this.#wait(this.#waiting.filter((other) => other !== publication));
  }

  /** Whether something that is not to come back to this client may be in the room already, nobody knows yet where. */
  isSilent(room: string): boolean {
    return [...this.#waiting, ...this.#written.values()].some(
      (publication) => publication.room === room && !publication.echo && publication.repeated,
    );
  }

  /** Takes everything out. */
  clear(): Publication[] {
    const all = [...this.#written.values(), ...this.#waiting];
    this.#written.clear();
    this.#wait([]);
    return all;
  }

  #wait(waiting: Publication[]): void {
    this.#waiting = waiting;
    this.#bytes = waiting.reduce((sum, { size }) => sum + size, 0);
  }
}

/** What fits, and what does not, each in its order. */
function split<T>(all: readonly T[], fits: (one: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  all.forEach((one) => (fits(one) ? yes : no).push(one));
  return [yes, no];
}
