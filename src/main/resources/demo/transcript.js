/**
 * What was said in the room on screen. To the left of the messages runs the drum, as in a carillon's playing machine:
 * each speaker has a track, and each message is a pin on it.
 */
import { element } from "./element.js";

const TRACKS = 6; // as many as there are colours in the style sheet; the first is one's own
const LONG = 4_000;
const TOGETHER = 5 * 60_000;
const NEAR = 48;

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

export class Transcript {
  #scroller;
  #list;
  #more;
  #actions;
  #tracks = new Map();
  #shown = new Map();
  #room = null;
  #below = 0;
  #stuck = true;

  /** @param actions `again(entry)` and `discard(entry)`, for what could not be sent */
  constructor({ scroller, list, more, actions }) {
    this.#scroller = scroller;
    this.#list = list;
    this.#more = more;
    this.#actions = actions;
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    more.addEventListener("click", () => this.#toEnd());
    new ResizeObserver(() => this.#stuck && this.#toEnd()).observe(scroller);
  }

  /** Replaces everything, by nothing where `room` is null. A screen reader hears only what comes after. */
  show(room) {
    this.#room = room;
    this.#shown.clear();
    this.#list.setAttribute("aria-live", "off");
    const entries = room?.entries ?? [];
    this.#list.replaceChildren(...entries.map((entry, i) => this.#render(entry, entries[i - 1])));
    this.#toEnd();
    setTimeout(() => this.#list.setAttribute("aria-live", "polite"), 100);
  }

  /** Adds an entry to a room; it is seen only if that room is on screen. */
  add(room, entry) {
    const before = room.entries.at(-1);
    const gone = room.add(entry);
    if (room !== this.#room) {
      return;
    }
    gone.forEach((old) => this.#take(old));
    this.#list.append(this.#render(entry, before));
    if (this.#stuck) {
      this.#toEnd();
    } else if (entry.kind === "message") {
      this.#count(this.#below + 1);
    }
  }

  remove(room, entry) {
    room.remove(entry);
    this.#take(entry);
  }

  #take(entry) {
    this.#shown.get(entry)?.remove();
    this.#shown.delete(entry);
  }

  #render(entry, before) {
    const made = renderers[entry.kind](entry, before, this.#actions, (user) => this.#track(user));
    this.#shown.set(entry, made);
    return made;
  }

  #track(speaker) {
    if (!this.#tracks.has(speaker)) {
      this.#tracks.set(speaker, 1 + (this.#tracks.size % (TRACKS - 1)));
    }
    return this.#tracks.get(speaker);
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#stuck) {
      this.#count(0);
    }
  }

  #toEnd() {
    this.#stuck = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#count(0);
  }

  #count(below) {
    this.#below = below;
    this.#more.hidden = below === 0;
    this.#more.textContent = below === 1 ? "1 new message" : `${below} new messages`;
  }
}

const renderers = {
  message(entry, before, actions, track) {
    const goesOn = before?.kind === "message" && before.speaker === entry.speaker && before.own === entry.own
      && entry.time - before.time < TOGETHER;
    const line = element(
      "li.message",
      { "data-testid": "message", "data-user": entry.speaker },
      element("span.pin", { "aria-hidden": "true" }),
      head(entry),
      body(entry),
    );
    line.classList.add(`track-${entry.own ? 0 : track(entry.speaker)}`);
    line.classList.toggle("own", entry.own);
    line.classList.toggle("goes-on", goesOn);
    return line;
  },

  note(entry) {
    return element("li.note", { "data-testid": "note" }, element("p", { dir: "auto" }, entry.text));
  },

  unsent(entry, before, actions) {
    return element(
      "li.unsent",
      { "data-testid": "unsent" },
      element("p.why", {}, entry.why),
      element("p.text", { dir: "auto" }, entry.text),
      element("button.small", { type: "button", onclick: () => actions.again(entry) }, "Send again"),
      element("button.small.quiet", { type: "button", onclick: () => actions.discard(entry) }, "Discard"),
    );
  },
};

function head({ speaker, service, own, elsewhere, time }) {
  const at = new Date(time);
  const line = element("p.head", {}, element("bdi.speaker", {}, speaker));
  if (own || service) {
    line.append(" ", element("span.tag", {}, own ? (elsewhere ? "you, elsewhere" : "you") : "service"));
  }
  line.append(" ", element("time", { dateTime: at.toISOString(), title: calendar.format(at) }, clock.format(at)));
  return line;
}

function body({ text, json }) {
  const full = text ?? json;
  const place = element(text === undefined ? "code.text" : "p.text", { dir: "auto" }, full.slice(0, LONG));
  if (full.length > LONG) {
    const all = () => place.replaceChildren(full);
    const label = `Show all ${full.length.toLocaleString()} characters`;
    place.append("… ", element("button.small.quiet", { type: "button", onclick: all }, label));
  }
  return place;
}
