/** The rooms beside the talk: which is open, what is unread, and the way into another one. */
import { byId, element } from "./element.js";
import { objectionTo } from "./rooms.js";

export class RoomList {
  #rooms;
  #visit;
  #list = byId("room-list");
  #form = byId("room-form");
  #input = byId("room-input");
  #objection = byId("room-objection");
  #toggle = byId("panel-toggle");
  #panel = byId("panel");

  /** @param visit called with the name of the room to go to */
  constructor(rooms, visit) {
    this.#rooms = rooms;
    this.#visit = visit;
    this.#form.addEventListener("submit", (event) => this.#submitted(event));
    this.#input.addEventListener("input", () => this.object(null));
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    this.#list.addEventListener("keydown", (event) => this.#pressed(event));
    this.#toggle.addEventListener("click", () => this.#open(!this.#isOpen()));
  }

  render() {
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.dataset.room : null;
    this.#list.replaceChildren(...this.#rooms.all.map((room) => this.#item(room)));
    this.#buttons().find((button) => button.dataset.room === focused)?.focus();
  }

  /** Puts the cursor where a room's name is asked for. */
  ask() {
    this.#open(true);
    this.#input.focus();
    this.#input.select();
  }

  fold() {
    this.#open(false);
  }

  /** Says what is wrong with a room's name; null takes it back. */
  object(objection) {
    this.#objection.textContent = objection ?? "";
    this.#input.setAttribute("aria-invalid", String(objection !== null));
  }

  #item(room) {
    const current = room === this.#rooms.current;
    const button = element(
      "button.room",
      { type: "button", "data-testid": "room", "data-room": room.name, onclick: () => this.#visit(room.name) },
      element("bdi.name", {}, room.name),
    );
    button.dataset.state = room.state;
    button.setAttribute("aria-current", current ? "page" : "false");
    if (room.unread > 0) {
      const count = room.unread > 99 ? "99+" : String(room.unread);
      button.append(" ", element("span.unread", { "data-testid": "unread", title: "unread messages" }, count));
    }
    const item = element("li", {}, button);
    if (current) {
      requestAnimationFrame(() => item.scrollIntoView({ block: "nearest", inline: "nearest" }));
    }
    return item;
  }

  #submitted(event) {
    event.preventDefault();
    const name = this.#input.value.trim();
    const objection = objectionTo(name);
    this.object(objection);
    if (objection) {
      this.#input.focus();
      return;
    }
    this.#input.value = "";
    this.#visit(name);
  }

  /** Up and down move through the names and the field below them, around the corner. */
  #pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) {
      return;
    }
    const stops = [...this.#buttons(), this.#input];
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
    event.preventDefault();
  }

  #buttons() {
    return [...this.#list.querySelectorAll("button")];
  }

  #isOpen() {
    return this.#panel.classList.contains("open");
  }

  #open(open) {
    this.#panel.classList.toggle("open", open);
    this.#toggle.setAttribute("aria-expanded", String(open));
  }
}
