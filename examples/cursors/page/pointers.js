/**
 * Where everybody points. A place is worth nothing as soon as there is a newer one: it goes to a conflating room, and is
 * not even sent while there is no connection.
 */
import { inside } from "./board.js";
import { byId, element } from "./element.js";

const EVERY = 40; // ms between two places: 25 a second look smooth
const GONE_AFTER = 15_000; // a pointer that rests so long fades

export class Pointers {
  #client;
  #room;
  #board;
  #people = new Map(); // by connection: {user, item, pointer?, timer?}
  #place = null;
  #sent = 0;
  #timer = null;

  constructor(client, name, board) {
    this.#client = client;
    this.#room = client.room(`pointers:${name}`);
    this.#board = board;
  }

  start() {
    this.#room.on("joined", () => this.#joined());
    this.#room.on("presence", ({ event, member }) => this.#changed(event, member));
    this.#room.on("message", ({ data, from }) => this.#moved(from, data));
    this.join();
    byId("view").addEventListener("pointermove", (event) => this.#point(event), { passive: true });
  }

  /** Wants to be in the room, also where that came to nothing since the client was closed. */
  join() {
    if (this.#room.state === "idle") {
      this.#room.join().catch(() => {}); // the notes say so, too
    }
  }

  async #joined() {
    try {
      const { members } = await this.#room.members();
      const here = new Set(members.map(({ connection }) => connection));
      [...this.#people.keys()].filter((connection) => !here.has(connection)).forEach((one) => this.#drop(one));
      members.forEach((member) => this.#add(member));
    } catch {
      return; // the next join asks again
    }
  }

  #changed(event, member) {
    byId("news").textContent = `${member.user} has ${event === "join" ? "come" : "gone"}`;
    if (event === "join") {
      this.#add(member);
    } else {
      this.#drop(member.connection);
    }
  }

  #add({ connection, user }) {
    if (this.#people.has(connection)) {
      return;
    }
    const own = connection === this.#client.connection;
    const item = element("li.person", { "data-testid": "person", "data-user": user, title: own ? `${user} (you)` : user },
      element("span", { "aria-hidden": "true" }, [...user][0].toUpperCase()),
      element("span.unseen", {}, own ? `${user}, you` : user));
    item.style.setProperty("--hue", hueOf(connection));
    if (own) {
      byId("people").prepend(item);
    } else {
      byId("people").append(item);
    }
    this.#people.set(connection, { user, item });
  }

  #drop(connection) {
    const person = this.#people.get(connection);
    this.#people.delete(connection);
    clearTimeout(person?.timer);
    person?.item.remove();
    person?.pointer?.remove();
  }

  /** Where somebody's pointer is now. A service has none, and what is no place is passed over. */
  #moved({ connection, user }, data) {
    if (connection === undefined || !Number.isFinite(data?.x) || !Number.isFinite(data.y)) {
      return;
    }
    const { x, y } = inside(data);
    this.#add({ connection, user });
    const person = this.#people.get(connection);
    if (!person.pointer) {
      person.pointer = arrow(user, hueOf(connection));
      byId("pointers").append(person.pointer);
    }
    person.pointer.style.setProperty("--x", x);
    person.pointer.style.setProperty("--y", y);
    person.pointer.classList.remove("resting");
    clearTimeout(person.timer);
    person.timer = setTimeout(() => person.pointer.classList.add("resting"), GONE_AFTER);
  }

  /** Sends the newest place, and no more often than others can see. */
  #point(event) {
    this.#place = this.#board.placeOf(event);
    const wait = this.#sent + EVERY - performance.now();
    if (this.#timer === null) {
      this.#timer = setTimeout(() => this.#send(), Math.max(0, wait));
    }
  }

  #send() {
    this.#timer = null;
    this.#sent = performance.now();
    if (this.#client.state.name === "open" && this.#room.state === "joined") {
      const place = { id: this.#client.connection, ...this.#place };
      this.#room.publish(place, { echo: false }).catch(() => {}); // there will be another one
    }
  }
}

function arrow(user, hue) {
  const pointer = element("div.pointer", { "data-testid": "pointer", "data-user": user });
  pointer.innerHTML = '<svg viewBox="0 0 24 24" width="24" height="24"><path d="M3 2l18 8-8 3-3.500 8z"/></svg>';
  pointer.append(element("bdi.tag", {}, user));
  pointer.style.setProperty("--hue", hue);
  return pointer;
}

/** A colour for each connection, the same for everybody who sees it. */
export function hueOf(connection) {
  let hash = 11;
  for (const letter of connection) {
    hash = (hash * 33 + letter.codePointAt(0)) % 1_000_003;
  }
  return String((hash * 137) % 360);
}
