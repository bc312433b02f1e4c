/** Who is here, and who is writing. Two windows of one person are one person. */
import { byId, element } from "./element.js";

const WRITES_FOR = 3_500;

export class People {
  #me;
  #own = null;
  #members = new Map(); // user by connection
  #writing = new Map(); // timer by user
  #list = byId("people");

  constructor(me) {
    this.#me = me;
  }

  clear() {
    this.#members.clear();
    this.#writing.forEach(clearTimeout);
    this.#writing.clear();
    this.#render();
    byId("count").textContent = "…";
  }

  /** All that are here now; `own` is one's own connection. */
  are(members, own) {
    this.#own = own;
    this.#members = new Map(members.map(({ connection, user }) => [connection, user]));
    this.#render();
  }

  changed(event, { connection, user }) {
    if (event === "join") {
      this.#members.set(connection, user);
    } else {
      this.#members.delete(connection);
    }
    this.#render();
  }

  writes(user) {
    clearTimeout(this.#writing.get(user));
    this.#writing.set(user, setTimeout(() => this.wrote(user), WRITES_FOR));
    this.#renderWriting();
  }

  wrote(user) {
    clearTimeout(this.#writing.get(user));
    this.#writing.delete(user);
    this.#renderWriting();
  }

  #render() {
    const users = new Map();
    for (const user of this.#members.values()) {
      users.set(user, (users.get(user) ?? 0) + 1);
    }
    const sorted = [...users].sort(([a], [b]) => (b === this.#me) - (a === this.#me) || a.localeCompare(b));
    this.#list.replaceChildren(...sorted.map(([user, windows]) => this.#item(user, windows)));
    byId("count").textContent = String(users.size);
  }

  #item(user, windows) {
    const item = element("li.person", { "data-testid": "person", "data-user": user }, element("span.face", {
      "aria-hidden": "true",
    }, initial(user)), element("bdi.name", {}, user));
    item.style.setProperty("--hue", hueOf(user));
    const more = [user === this.#me ? "you" : "", windows > 1 ? `${windows} windows` : ""].filter(Boolean).join(", ");
    if (more) {
      item.append(element("span.more", {}, more));
    }
    return item;
  }

  #renderWriting() {
    const users = [...this.#writing.keys()];
    const names = users.length > 2 ? `${users.length} people` : users.join(" and ");
    byId("typing").textContent = users.length === 0 ? "" : `${names} ${users.length === 1 ? "is" : "are"} writing`;
  }
}

/** A colour for each name, the same in every window. */
export function hueOf(name) {
  let hash = 7;
  for (const letter of name) {
    hash = (hash * 31 + letter.codePointAt(0)) % 3_600_000;
  }
  return String((hash * 47) % 360);
}

export function initial(name) {
  return [...name][0]?.toUpperCase() ?? "?";
}
