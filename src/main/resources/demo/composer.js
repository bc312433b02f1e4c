/** Where one writes. The text stays until it was sent, also through a lost connection, and belongs to its room. */
import { byId } from "./element.js";

export class Composer {
  #form = byId("composer");
  #input = byId("message-input");
  #send = byId("send");
  #hint = byId("hint");
  #excess;
  #obstacle = "";

  /**
   * @param excess how many bytes a text is too long for the server
   * @param drafted called with the text at each change
   * @param sent called with the text that is to be sent
   */
  constructor({ excess, drafted, sent }) {
    this.#excess = excess;
    this.#input.addEventListener("input", () => {
      drafted(this.#input.value);
      this.#refresh();
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#form.requestSubmit();
      }
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submitted(drafted, sent);
    });
  }

  /** Shows a room's text, and what stands in the way of sending it: "" for nothing. */
  show({ room, draft, obstacle }) {
    this.#obstacle = obstacle;
    this.#input.placeholder = room ? `Message to ${room}` : "";
    this.#input.disabled = !room;
    if (this.#input.value !== draft) {
      this.#input.value = draft;
    }
    this.#refresh();
  }

  focus() {
    this.#input.focus();
  }

  #submitted(drafted, sent) {
    const text = this.#input.value.trim();
    if (text === "" || this.#hindrance(text)) {
      return;
    }
    this.#input.value = "";
    drafted("");
    this.#refresh();
    sent(text);
  }

  #hindrance(text) {
    if (this.#obstacle) {
      return this.#obstacle;
    }
    const excess = text === "" ? 0 : this.#excess(text);
    return excess > 0 ? `Too long: ${excess.toLocaleString()} ${excess === 1 ? "byte" : "bytes"} above the limit.` : "";
  }

  #refresh() {
    const text = this.#input.value.trim();
    const hindrance = this.#hindrance(text);
    this.#hint.textContent = hindrance;
    this.#send.disabled = text === "" || hindrance !== "";
    this.#input.style.height = "auto";
    this.#input.style.height = `${this.#input.scrollHeight + 2}px`;
  }
}
