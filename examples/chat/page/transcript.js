/**
 * What was said, in the order of the room's stream. What oneself has said stands at the end with a clock until the server
 * has stored it.
 */
import { byId, element } from "./element.js";
import { hueOf, initial } from "./people.js";

const LIFE = 2 ** 40; // above all offsets of one life of the stream
const TOGETHER = 5 * 60_000;
const NEAR = 60;

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export class Transcript {
  #me;
  #again;
  #list = byId("messages");
  #scroller = byId("scroller");
  #beginning = byId("beginning");
  #entries = []; // by place: life and offset, and what waits behind all of them
  #life = 0;
  #stuck = true;
  onWaiting = () => {};

  constructor({ me, again }) {
    this.#me = me;
    this.#again = again;
    this.#scroller.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
      this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR;
    }, { passive: true });
    new ResizeObserver(() => this.#stick()).observe(this.#scroller);
  }

  /** How many messages are not stored yet. */
  get waiting() {
    return this.#entries.filter(({ state }) => state === "waiting").length;
  }

  clear() {
    this.#entries = [];
    this.#list.replaceChildren();
    this.#beginning.hidden = true;
    this.#stuck = true;
    this.onWaiting();
  }

  /** Begins a new life of the stream, in which offsets begin again. */
  begin(text) {
    this.#life += 1;
    this.#insert({ kind: "note", place: this.#life * LIFE, text });
  }

  note(text) {
    const last = this.#entries.findLast(({ place }) => place < Infinity)?.place ?? this.#life * LIFE;
    this.#insert({ kind: "note", place: last, text });
  }

  /** What was said before one came. */
  before(messages, more) {
    this.#list.setAttribute("aria-live", "off"); // else it is all read out
    messages.forEach((message) => this.add(message));
    this.#beginning.hidden = false;
    this.#beginning.textContent = more ? "What was said before is not shown." : "This is the beginning.";
    setTimeout(() => this.#list.setAttribute("aria-live", "polite"), 100);
  }

  add({ data, from, time, offset }) {
    const place = this.#life * LIFE + offset;
    if (this.#entries.some((entry) => entry.place === place && entry.kind === "message")) {
      return; // it came with the history, too
    }
    const id = from.user === this.#me && typeof data?.id === "string" ? data.id : undefined; // others' ids mean nothing here
    const known = this.#find(id);
    if (known) {
      this.#remove(known);
    }
    const user = from.user ?? from.service ?? "somebody";
    this.#insert({ kind: "message", state: "sent", place, id, user, time, text: textOf(data) });
  }

  /** What oneself has said, before the server knows. */
  pend({ id, text }) {
    const entry = { kind: "message", state: "waiting", place: Infinity, id, user: this.#me, time: Date.now(), text };
    this.#stuck = true;
    this.#insert(entry);
    return entry;
  }

  /** It is stored; the copy that comes back from the room may have taken its place already. */
  sent(id, offset) {
    const entry = this.#find(id);
    if (entry?.state === "waiting") {
      this.#remove(entry);
      this.#insert({ ...entry, state: "sent", place: this.#life * LIFE + offset });
    }
  }

  failed(id, why) {
    const entry = this.#find(id);
    if (entry?.state === "waiting") {
      this.#replace(entry, { ...entry, state: "failed", why });
    }
  }

  #find(id) {
    return id === undefined ? undefined : this.#entries.find((entry) => entry.id === id);
  }

  #insert(entry) {
    const at = this.#entries.findLastIndex(({ place }) => place <= entry.place) + 1;
    this.#entries.splice(at, 0, entry);
    entry.node = this.#render(entry, this.#entries[at - 1]);
    this.#list.insertBefore(entry.node, this.#list.children[at] ?? null);
    this.#follow(at + 1);
    this.#changed();
  }

  #remove(entry) {
    const at = this.#entries.indexOf(entry);
    this.#entries.splice(at, 1);
    entry.node.remove();
    this.#follow(at);
    this.#changed();
  }

  #replace(old, entry) {
    const at = this.#entries.indexOf(old);
    this.#entries[at] = entry;
    entry.node = this.#render(entry, this.#entries[at - 1]);
    old.node.replaceWith(entry.node);
    this.#changed();
  }

  /** Whether an entry goes on with the one before it may have changed. */
  #follow(at) {
    const entry = this.#entries[at];
    entry?.node.classList.toggle("goes-on", goesOn(this.#entries[at - 1], entry));
  }

  #changed() {
    this.#stick();
    this.onWaiting();
  }

  #stick() {
    if (this.#stuck) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    }
  }

  #render(entry, before) {
    if (entry.kind === "note") {
      return element("li.note", { "data-testid": "note" }, entry.text);
    }
    const own = entry.user === this.#me;
    const at = new Date(entry.time);
    const item = element(
      "li.message",
      { "data-testid": "message", "data-user": entry.user, "data-state": entry.state },
      element("span.face", { "aria-hidden": "true" }, initial(entry.user)),
      element("div.bubble", {}, element("bdi.name", {}, entry.user), element("p.text", { dir: "auto" }, entry.text), element(
        "span.foot",
        {},
        element("time", { dateTime: at.toISOString(), title: at.toLocaleString() }, clock.format(at)),
        ...(own ? [mark(entry.state)] : []),
      )),
    );
    item.classList.toggle("own", own);
    item.classList.toggle("goes-on", goesOn(before, entry));
    item.style.setProperty("--hue", hueOf(entry.user));
    if (entry.state === "failed") {
      item.append(this.#failure(entry));
    }
    return item;
  }

  #failure(entry) {
    const again = () => {
      const waiting = { ...entry, state: "waiting" };
      this.#replace(entry, waiting);
      this.#again(waiting);
    };
    return element(
      "p.failure",
      { role: "alert" },
      `Not sent: ${entry.why} `,
      element("button", { type: "button", onclick: again }, "Send again"),
      element("button", { type: "button", onclick: () => this.#remove(entry) }, "Discard"),
    );
  }
}

function goesOn(before, entry) {
  return before?.kind === "message" && entry.kind === "message" && before.user === entry.user
    && before.state !== "failed" && entry.time - before.time < TOGETHER;
}

function textOf(data) {
  return typeof data?.text === "string" ? data.text : JSON.stringify(data);
}

const SVG = "http://www.w3.org/2000/svg";
const marks = {
  waiting: { label: "waits to be sent", path: "M8 1.5a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM8 4.500V8l2.500 1.800" },
  sent: { label: "stored", path: "M2.500 8.500l3.500 3.500 7.500-8" },
  failed: { label: "not sent", path: "M8 1.500 15 14H1zM8 6v4M8 11.500v1" },
};

function mark(state) {
  const { label, path } = marks[state];
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("class", `mark ${state}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", label);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}
