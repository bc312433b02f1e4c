/**
 * The notes. Each change is one message of a stream: `{note, x, y, text, colour, by}`, or `{note, gone: true}`; the newest of
 * a note is what it is. So who comes later reads the stream, and has the board; who was away reads on.
 */
import { inside } from "./board.js";
import { byId, element } from "./element.js";
import { newId } from "./id.js";

const WRITES = 350; // ms without a key, after which what was written is sent
const STEP = 20; // how far an arrow key moves a note
const PAGE = 1000;

export class Notes {
  #room;
  #client;
  #board;
  #notes = new Map(); // by id: {x, y, text, colour, by, node, mine: changes that are not stored yet}
  #going = new Map(); // by id, of notes whose removal is not stored yet: the newest that came for it meanwhile, or null
  #onUnsaved;
  #unsaved = 0;
  #top = 1;
  #read = false;
  #held = []; // what came while the history was read

  /** @param onUnsaved called with the number of changes that are not stored yet */
  constructor(client, name, board, onUnsaved) {
    this.#client = client;
    this.#room = client.room(`notes:${name}`);
    this.#board = board;
    this.#onUnsaved = onUnsaved;
  }

  get unsaved() {
    return this.#unsaved;
  }

  start() {
    this.#room.on("message", (message) => (this.#read ? this.#take(message) : this.#held.push(message)));
    this.#room.on("joined", () => this.#read || this.#readAll());
    this.#room.on("missed", () => this.#beginAnew()); // too much has changed meanwhile
    this.#room.on("reset", () => this.#forget());
    this.#room.on("refused", ({ reason }) => (byId("empty").textContent = `This board cannot be seen: ${reason}`));
    this.join();
  }

  /** Wants to be in the room, also where that came to nothing since the client was closed. */
  join() {
    if (this.#room.state === "idle") {
      this.#room.join().catch(() => {}); // told by `refused`
    }
  }

  add(place, colour) {
    const id = newId();
    this.#change(id, { ...place, text: "", colour, by: this.#client.user });
    this.#notes.get(id).node.querySelector("textarea").focus({ preventScroll: true });
  }

  /** What came before has nothing to do with what comes: its offsets cannot be compared. */
  #forget() {
    this.#held = [];
    this.#notes.forEach((note) => (note.held = null));
    this.#going.forEach((held, id) => this.#going.set(id, null));
    this.#beginAnew();
  }

  #beginAnew() {
    this.#notes.forEach((note, id) => note.mine === 0 && this.#drop(id));
    this.#read = false;
    this.#readAll();
  }

  /** Everything that is kept, oldest first, and then what has come meanwhile. */
  async #readAll() {
    try {
      let since = 0;
      let history;
      do {
        history = await this.#room.history({ since, limit: PAGE });
        history.messages.forEach((message) => this.#take(message));
        since = history.messages.at(-1)?.offset ?? history.offset;
      } while (since < history.offset);
      this.#read = true;
      this.#held.splice(0).filter(({ offset }) => offset > since).forEach((message) => this.#take(message));
    } catch {
      return; // the next join reads again
    }
  }

  /** What is no note is passed over: anybody may publish here, and nobody's mistake hides the board from the others. */
  #take(message) {
    if (!isChange(message.data)) {
      return;
    }
    const { note: id, ...content } = message.data;
    const note = this.#notes.get(id);
    if (this.#going.has(id)) {
      this.#going.set(id, message); // else it would be back, and for nobody else
    } else if (note?.mine > 0) {
      note.held = message; // one's own change is on its way, and mostly comes behind this one
    } else {
      this.#show(id, content);
    }
  }

  /** Changes a note here at once, and there as soon as there is a connection. */
  async #change(id, content) {
    const { x, y, text, colour, by } = content;
    this.#show(id, content);
    this.#count(id, 1);
    try {
      const { offset } = await this.#room.publish({ note: id, x, y, text, colour, by }, { echo: false });
      this.#count(id, -1);
      this.#stored(id, offset);
    } catch (failure) {
      this.#count(id, -1);
      this.#failed(id, failure);
    }
  }

  /** Takes a note away here at once, and there as soon as there is a connection. */
  async #remove(id) {
    const before = { ...this.#notes.get(id) };
    this.#going.set(id, before.held ?? null);
    this.#drop(id);
    this.#count(id, 1);
    try {
      const { offset } = await this.#room.publish({ note: id, gone: true }, { echo: false });
      const held = this.#gone(id);
      if (held?.offset > offset) {
        this.#take(held); // somebody has written to it since
      }
    } catch (failure) {
      const held = this.#gone(id);
      this.#show(id, held?.data ?? before); // it is still there for everybody else
      this.#failed(id, failure);
    }
  }

  /** A removal is settled; returns what came for the note meanwhile. */
  #gone(id) {
    const held = this.#going.get(id);
    this.#going.delete(id);
    this.#count(id, -1);
    return held;
  }

  #failed(id, failure) {
    this.#notes.get(id)?.node.setAttribute("data-failed", `Not saved: ${failure.reason ?? failure.message}`);
  }

  /** What came from others while one's own change was on its way counts if it came behind it. */
  #stored(id, offset) {
    if (this.#going.get(id)?.offset < offset) {
      this.#going.set(id, null);
    }
    const note = this.#notes.get(id);
    note?.node.removeAttribute("data-failed");
    if (note?.mine === 0 && note.held) {
      const { held } = note;
      note.held = null;
      if (held.offset > offset) {
        this.#take(held);
      }
    }
  }

  #count(id, by) {
    this.#unsaved += by;
    this.#onUnsaved(this.#unsaved);
    const note = this.#notes.get(id);
    if (note) {
      note.mine += by;
      note.node.classList.toggle("unsaved-note", note.mine > 0);
    }
  }

  #show(id, { x, y, text, colour, by, gone }) {
    if (gone) {
      this.#drop(id);
      return;
    }
    let note = this.#notes.get(id);
    if (!note) {
      note = { mine: 0, held: null, node: this.#node(id) };
      this.#notes.set(id, note);
      byId("notes").append(note.node);
    }
    Object.assign(note, { ...inside({ x, y }), text, colour, by });
    this.#render(note);
  }

  #render({ node, x, y, text, colour, by }) {
    node.dataset.colour = colour;
    node.style.setProperty("--x", x);
    node.style.setProperty("--y", y);
    node.querySelector(".by").textContent = by;
    const field = node.querySelector("textarea");
    if (field.value !== text && document.activeElement !== field) {
      field.value = text;
    }
    node.dataset.text = text;
    byId("empty").hidden = true;
  }

  #drop(id) {
    this.#notes.get(id)?.node.remove();
    this.#notes.delete(id);
    byId("empty").hidden = this.#notes.size > 0;
  }

  #node(id) {
    const field = element("textarea", {
      maxLength: 280, spellcheck: false, dir: "auto", placeholder: "Write…", ariaLabel: "Text of the note",
    });
    field.dataset.testid = "note-text";
    const handle = element("button.handle", {
      type: "button", title: "Drag, or move with the arrow keys", ariaLabel: "Move the note with the arrow keys",
    }, element("bdi.by", {}));
    const remove = element("button.remove", { type: "button", title: "Remove", ariaLabel: "Remove the note" }, "×");
    const node = element("div.note", { "data-testid": "note", role: "listitem" }, element("div.bar", {}, handle, remove), field);
    let timer;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#notes.has(id) && this.#change(id, { ...this.#notes.get(id), text: field.value }), WRITES);
    });
    remove.addEventListener("click", () => {
      clearTimeout(timer);
      this.#remove(id);
    });
    handle.addEventListener("keydown", (event) => this.#step(event, id));
    handle.addEventListener("pointerdown", (event) => this.#drag(event, id, handle));
    node.addEventListener("focusin", () => (node.style.zIndex = ++this.#top));
    return node;
  }

  #step(event, id) {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (dx !== undefined) {
      event.preventDefault();
      const note = this.#notes.get(id);
      this.#change(id, { ...note, ...inside({ x: note.x + dx * STEP, y: note.y + dy * STEP }) });
    }
  }

  /** Others see where it was put down, not the way there. */
  #drag(event, id, handle) {
    if (event.button !== 0) {
      return;
    }
    const note = this.#notes.get(id);
    const from = this.#board.placeOf(event);
    const before = { x: note.x, y: note.y };
    note.mine += 1; // where it is in the hand is newer than what comes
    note.node.style.zIndex = ++this.#top;
    note.node.classList.add("in-hand");
    handle.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const to = this.#board.placeOf(moved);
      Object.assign(note, inside({ x: before.x + to.x - from.x, y: before.y + to.y - from.y }));
      this.#render(note);
    };
    const drop = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", drop);
      handle.removeEventListener("pointercancel", drop);
      note.node.classList.remove("in-hand");
      note.mine -= 1;
      if (this.#notes.has(id) && (note.x !== before.x || note.y !== before.y)) {
        this.#change(id, note);
      }
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", drop);
    handle.addEventListener("pointercancel", drop);
  }
}

/** Whether it has the shape of what this page publishes. */
function isChange(data) {
  const { note, x, y, gone, ...texts } = data ?? {};
  return typeof note === "string"
    && (gone === true
      || (Number.isFinite(x) && Number.isFinite(y) && ["text", "colour", "by"].every((name) => typeof texts[name] === "string")));
}
