/** The rooms of this window and what was said in them. Plain state: nothing here touches the page. */

const KEPT = 500;
const STORED = "carillon.rooms";

/** What is wrong with a room's name, in words, or nothing. */
export function objectionTo(name) {
  if (name === "") {
    return "A room needs a name.";
  }
  if ([...name].length > 255) {
    return "A room's name has at most 255 characters.";
  }
  if (/[\s\p{Cc}*]/u.test(name)) {
    return "A room's name has no spaces and no *.";
  }
  return name.startsWith("$") ? "Names that begin with $ belong to the server." : null;
}

/**
 * One room. `state` is `away` (not joined, or not yet), `joined`, or `refused` with a `reason`; `entries` are what is
 * shown: `{kind: "message" | "note" | "unsent", ...}`.
 */
export class Room {
  state = "away";
  reason = "";
  unread = 0;
  entries = [];
  lostAt = null;

  constructor(name, draft = "") {
    this.name = name;
    this.draft = draft;
  }

  /** Returns the entries that had to go. */
  add(entry) {
    this.entries.push(entry);
    return this.entries.splice(0, Math.max(0, this.entries.length - KEPT));
  }

  remove(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
  }

  joined() {
    this.state = "joined";
    this.reason = "";
  }

  refused(reason) {
    this.state = "refused";
    this.reason = reason;
  }

  /** The connection is gone; a room that was refused stays so until somebody asks again. */
  lost(now) {
    if (this.state === "joined") {
      this.state = "away";
      this.lostAt = now;
    }
  }

  /** How many milliseconds were missed, once, after the room was joined again. */
  takeGap(now) {
    const gap = this.lostAt === null ? null : now - this.lostAt;
    this.lostAt = null;
    return gap;
  }
}

/** The rooms in the order in which they were opened; names and drafts outlive a reload of the window. */
export class Rooms {
  #rooms = new Map();
  #storage;
  current = null;

  constructor(storage) {
    this.#storage = storage;
    for (const { name, draft } of stored(storage)) {
      this.#rooms.set(name, new Room(name, draft));
    }
  }

  get all() {
    return [...this.#rooms.values()];
  }

  get unread() {
    return this.all.reduce((sum, room) => sum + room.unread, 0);
  }

  get(name) {
    return this.#rooms.get(name);
  }

  /** The room of that name, new if need be. */
  open(name) {
    if (!this.#rooms.has(name)) {
      this.#rooms.set(name, new Room(name));
      this.store();
    }
    return this.#rooms.get(name);
  }

  /** Forgets the room; the one beside it is returned, if there is one. */
  drop(name) {
    const index = this.all.findIndex((room) => room.name === name);
    this.#rooms.delete(name);
    this.store();
    return this.all[Math.min(index, this.all.length - 1)];
  }

  /** The room `step` places from the current one, around the corner; nothing if there is none. */
  beside(step) {
    const all = this.all;
    return all[(all.indexOf(this.current) + step + all.length) % all.length];
  }

  store() {
    const rooms = this.all.map(({ name, draft }) => ({ name, draft }));
    this.#storage.setItem(STORED, JSON.stringify(rooms));
  }
}

function stored(storage) {
  try {
    return JSON.parse(storage.getItem(STORED)) ?? [];
  } catch {
    return [];
  }
}
