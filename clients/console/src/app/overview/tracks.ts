/** Which colour a series has: the same as long as the page is there, whatever else comes and goes. */
export class Tracks {
  readonly #tracks = new Map<string, number>();
  #next = 0;

  /** @param known series that have colours of their own from the beginning */
  constructor(known: Readonly<Record<string, number>> = {}) {
    for (const [name, track] of Object.entries(known)) {
      this.#tracks.set(name, track);
    }
  }

  of(name: string): number {
    let track = this.#tracks.get(name);
    if (track === undefined) {
      const taken = new Set(this.#tracks.values());
      while (taken.has(this.#next) && this.#next < taken.size) {
        this.#next++;
      }
      track = this.#next++;
      this.#tracks.set(name, track);
    }
    return track;
  }
}
