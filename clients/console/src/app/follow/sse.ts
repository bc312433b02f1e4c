/** Server-Sent Events, out of text that comes in pieces. */

export interface ServerEvent {
  readonly type: string;
  readonly data: string;
}

/** Reads one stream of events. */
export class EventReader {
  /** Where to go on after this stream; absent where the server names no places. */
  lastEventId: string | undefined;
  /** In ms: how long to wait before coming back; absent where the server has not said. */
  retry: number | undefined;
  #rest = "";
  #type = "";
  #data: string[] = [];
  #id: string | undefined;

  /** @param lastEventId where the stream before has ended, which holds until this one says another place */
  constructor(lastEventId?: string) {
    this.lastEventId = lastEventId;
    this.#id = lastEventId;
  }

  /** @returns the events that have become whole */
  read(piece: string): ServerEvent[] {
    // A carriage return at the end may be half of a line's end.
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line) ?? []);
  }

  #line(line: string): ServerEvent | undefined {
    if (line === "") {
      return this.#event();
    }
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    switch (name) {
      case "event":
        this.#type = value;
        break;
      case "data":
        this.#data.push(value);
        break;
      case "id":
        this.#id = value.includes("\0") ? this.#id : value;
        break;
      case "retry":
        this.retry = /^\d+$/.test(value) ? Number(value) : this.retry;
        break;
      // Everything else, comments among it, means nothing.
    }
    return undefined;
  }

  #event(): ServerEvent | undefined {
    this.lastEventId = this.#id === "" ? undefined : this.#id;
    const event = { type: this.#type || "message", data: this.#data.join("\n") };
    const isEmpty = this.#data.length === 0;
    this.#type = "";
    this.#data = [];
    return isEmpty ? undefined : event;
  }
}
