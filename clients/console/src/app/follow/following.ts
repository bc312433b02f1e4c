/** A room that is followed, or was: the way into it, where it stands, and what is shown of it. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import * as api from "../api/index.js";
import { identity } from "../identity.js";
import { Problem } from "../../shared/problem.js";
import { EventFollower } from "./events.js";
import { Feed, NOTHING, type Shown } from "./feed.js";
import type { Audience, Follower, Happening, Standing } from "./happening.js";
import { SocketFollower } from "./socket.js";
import { type Way, wayInto } from "./way.js";

/** In ms: how often what is shown changes, at most. */
const FRAME = 250;
/** In ms: so long a page may be hidden. */
const HIDDEN = 5 * 60_000;

export interface FollowingState {
  /** Absent while it is not known, and before it has begun. */
  readonly way?: Way;
  readonly standing?: Standing;
}

/** Begins when it is started, and again each time; stopped when the page is left. */
export class Following {
  readonly #room: string;
  readonly #state = signal<FollowingState>({});
  readonly #shown = signal<Shown>(NOTHING);
  readonly #paused = signal(false);
  readonly #feed = new Feed();
  #follower: Follower | undefined;
  #seeking: AbortController | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;
  /** While true, no rows are added to what is shown. */
  held = false;

  constructor(room: string) {
    this.#room = room;
  }

  get state(): ReadonlySignal<FollowingState> {
    return this.#state;
  }

  get shown(): ReadonlySignal<Shown> {
    return this.#shown;
  }

  get paused(): ReadonlySignal<boolean> {
    return this.#paused;
  }

  /** Finds the way, and goes it. */
  start(): void {
    this.#end();
    this.#seeking = new AbortController();
    this.#timer = setInterval(() => this.#show(), FRAME);
    document.addEventListener("visibilitychange", this.#look);
    this.#state.value = { standing: { name: "connecting" } };
    void this.#seek(this.#seeking.signal);
  }

  /** @param reason for people; absent where nobody looks any more */
  stop(reason?: string): void {
    if (!this.#seeking) {
      return;
    }
    this.#end();
    if (reason !== undefined) {
      this.#happened({ kind: "stopped", reason });
      this.#state.value = { ...this.#state.peek(), standing: { name: "ended", reason } };
      this.#show(true);
    }
  }

  pause(paused: boolean): void {
    this.#paused.value = paused;
    this.#feed.paused = paused;
  }

  filter(text: string): void {
    this.#feed.filter = text;
  }

  clear(): void {
    this.#feed.clear();
    this.#show(true);
  }

  async #seek(sought: AbortSignal): Promise<void> {
    try {
      const way = await wayInto(this.#room, this.#token(), api, sought);
      if (!sought.aborted) {
        this.#go(way, sought);
      }
    } catch (cause) {
      if (!sought.aborted) {
        this.stop(Problem.from(cause).reason);
      }
    }
  }

  #go(way: Way, sought: AbortSignal): void {
    this.#state.value = { way, standing: { name: "connecting" } };
    const audience: Audience = {
      happened: (happening) => {
        if (!sought.aborted) {
          this.#happened(happening);
        }
      },
      stands: (standing) => {
        if (!sought.aborted) {
          this.#stands(standing);
        }
      },
    };
    const instead = (because: string) => {
      if (!sought.aborted) {
        this.#go({ name: "events", because }, sought);
      }
    };
    this.#follower =
      way.name === "socket"
        ? new SocketFollower(way, () => this.#token(), this.#room, audience, instead)
        : new EventFollower(api.http, this.#room, audience);
    this.#follower.start();
  }

  #happened(happening: Happening): void {
    this.#feed.add(happening, Date.now());
  }

  #stands(standing: Standing): void {
    this.#state.value = { ...this.#state.peek(), standing };
    if (standing.name === "ended") {
      this.#end();
      this.#show(true);
    }
  }

  #show(now = false): void {
    const shown = this.#feed.shown(Date.now());
    this.#shown.value = this.held && !now ? { ...shown, rows: this.#shown.peek().rows } : shown;
  }

  #token(): string {
    return identity.token() ?? "";
  }

  #look = (): void => {
    clearTimeout(this.#hiding);
    if (document.visibilityState === "hidden") {
      this.#hiding = setTimeout(() => this.stop("nobody has looked at the page for 5 minutes"), HIDDEN);
    }
  };

  #end(): void {
    this.#seeking?.abort();
    this.#seeking = undefined;
    this.#follower?.stop();
    this.#follower = undefined;
    clearInterval(this.#timer);
    clearTimeout(this.#hiding);
    document.removeEventListener("visibilitychange", this.#look);
  }
}

/** The following of a room, which ends with the page. */
export function useFollowing(room: string): Following {
  const following = useMemo(() => new Following(room), [room]);
  useEffect(() => () => following.stop(), [following]);
  return following;
}
