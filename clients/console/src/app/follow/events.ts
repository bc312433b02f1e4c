/** Follows a room by its events over HTTP. `EventSource` cannot send a token, so the stream is read here. */
import { json } from "carillon-client";
import type { Http } from "../api/http.js";
import { path } from "../api/http.js";
import { Problem } from "../../shared/problem.js";
import type { Audience, Follower, Happening } from "./happening.js";
import { EventReader, type ServerEvent } from "./sse.js";

/** In ms: the first wait where the server has not said one, and the longest. */
const FIRST = 1_000;
const LONGEST = 20_000;
/** Close codes after which another try changes nothing. */
const FINAL = new Set([1000, 1002, 1003, 1007, 1009, 4000, 4002]);

/** Time and chance, for tests. */
export interface Chance {
  now(): number;
  random(): number;
  /** Resolves after that time, or when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** One reader after the other, each going on where the last one was. */
export class EventFollower implements Follower {
  readonly #http: Http;
  readonly #room: string;
  readonly #audience: Audience;
  readonly #chance: Chance;
  readonly #stopped = new AbortController();
  #lastEventId: string | undefined;
  #retry = FIRST;
  #failures = 0;

  constructor(http: Http, room: string, audience: Audience, chance: Chance = real) {
    this.#http = http;
    this.#room = room;
    this.#audience = audience;
    this.#chance = chance;
  }

  start(): void {
    void this.#follow();
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#audience.stands({ name: "connecting" });
      const end = await this.#once(signal);
      if (signal.aborted) {
        return;
      }
      if (end.isFinal) {
        this.#audience.stands({ name: "ended", reason: end.reason });
        return;
      }
      const wait = this.#wait();
      this.#audience.stands({ name: "waiting", until: this.#chance.now() + wait, reason: end.reason });
      await this.#chance.sleep(wait, signal);
    }
  }

  /** Between half and all of a time that doubles with each failure. */
  #wait(): number {
    const most = Math.min(Math.max(LONGEST, this.#retry), this.#retry * 2 ** this.#failures++);
    return most * (0.5 + this.#chance.random() / 2);
  }

  /** One reader, from its beginning to its end. */
  async #once(signal: AbortSignal): Promise<{ readonly reason: string; readonly isFinal: boolean }> {
    try {
      const response = await this.#http.open(path`/rooms/${this.#room}/events`, {
        headers: {
          accept: "text/event-stream",
          ...(this.#lastEventId === undefined ? {} : { "last-event-id": this.#lastEventId }),
        },
        signal,
      });
      const connection = response.headers.get("carillon-connection");
      this.#audience.stands({ name: "following", ...(connection === null ? {} : { connection }) });
      this.#audience.happened({ kind: "joined", ...(connection === null ? {} : { connection }) });
      return await this.#read(response, signal);
    } catch (cause) {
      const problem = Problem.from(cause);
      const isFinal = problem.status >= 400 && problem.status < 500 && problem.status !== 408 && problem.status !== 429;
      return { reason: problem.reason, isFinal };
    }
  }

  async #read(response: Response, signal: AbortSignal): Promise<{ readonly reason: string; readonly isFinal: boolean }> {
    const events = new EventReader(this.#lastEventId);
    const texts = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    try {
      for (let piece = await texts.read(); !piece.done; piece = await texts.read()) {
        for (const event of events.read(piece.value)) {
          const happening = happeningOf(event);
          this.#failures = 0;
          if (signal.aborted) {
            return { reason: "stopped", isFinal: true };
          }
          if (happening) {
            this.#audience.happened(happening);
          }
          if (happening?.kind === "closed" || happening?.kind === "left") {
            return { reason: happening.reason, isFinal: happening.kind === "left" || FINAL.has(happening.code) };
          }
        }
      }
    } catch {
      // broken off: as if it had ended
    } finally {
      this.#lastEventId = events.lastEventId;
      this.#retry = Math.max(1, events.retry ?? this.#retry);
      void texts.cancel().catch(() => {});
    }
    const reason = "the connection was lost";
    if (!signal.aborted) {
      this.#audience.happened({ kind: "lost", reason });
    }
    return { reason, isFinal: false };
  }
}

/** Undefined where it is of a kind that a later server may have. */
export function happeningOf({ type, data }: ServerEvent): Happening | undefined {
  const said = json.decode(data) as Record<string, any>;
  switch (type) {
    case "message":
    case "direct":
      return {
        kind: type,
        data: said["data"],
        from: said["from"],
        time: said["time"],
        ...(said["offset"] === undefined ? {} : { offset: said["offset"] }),
      };
    case "presence":
      return { kind: "presence", event: said["event"], member: said["member"] };
    case "reset":
      return { kind: "reset", ...(said["offset"] === undefined ? {} : { offset: said["offset"] }) };
    case "notice":
      return { kind: "notice", event: said["event"], in: said["in"] };
    case "left":
      return { kind: "left", reason: said["reason"] };
    case "close":
      return { kind: "closed", code: said["code"], reason: said["reason"] };
    default:
      return undefined;
  }
}

const real: Chance = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};
