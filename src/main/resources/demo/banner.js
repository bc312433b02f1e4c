/** Says how the connection is. What changes each second is kept from screen readers. */
import { byId } from "./element.js";
import { sentenceFor } from "./reasons.js";

const BACK_FOR = 4_000;

const words = {
  idle: "not connected",
  connecting: "connecting",
  open: "connected",
  waiting: "reconnecting",
  closed: "disconnected",
};

export class Banner {
  #status = byId("status");
  #place = byId("banner");
  #text = byId("banner-text");
  #countdown = byId("countdown");
  #button = byId("banner-button");
  #timer = null;
  #wasOpen = false;
  #met = false; // whether there was a connection up to now
  #troubled = false; // it said that there is no connection, so it says too when there is one

  /** @param onButton called when somebody wants to connect now */
  constructor(onButton) {
    this.#button.addEventListener("click", onButton);
  }

  /** Puts the state of a `Client` into words. */
  tell(state) {
    this.#status.textContent = words[state.name];
    this.#status.dataset.state = state.name;
    this.#tellers[state.name](state);
    this.#met = state.name === "open";
  }

  warnOfDraining(until) {
    const count = (s) => (s > 0 ? `You will be moved within ${s} s` : "You are being moved");
    this.#show({ tone: "wait", text: "This node is about to stop.", until, count });
  }

  /** Begins anew, as for somebody who has not been connected yet. */
  forget() {
    this.#wasOpen = false;
    this.#met = false;
    this.#troubled = false;
    this.#hide();
  }

  #tellers = {
    idle: () => this.#hide(),
    connecting: () => this.#troubled && this.#show({ tone: "wait", text: `Connecting.${offline()}` }),
    open: () => this.#opened(),
    waiting: ({ cause, until }) => {
      const count = (s) => (s > 0 ? `Trying again in ${s} s` : "Trying again");
      this.#troubled = true;
      this.#show({ tone: "wait", text: sentenceFor(cause, this.#met) + offline(), until, count, button: "Try now" });
    },
    closed: ({ cause }) => {
      this.#troubled = true;
      this.#show({ tone: "stop", text: sentenceFor(cause, this.#met), button: "Connect again" });
    },
  };

  #opened() {
    this.#hide();
    if (this.#troubled) {
      this.#show({ tone: "good", text: this.#wasOpen ? "Connected again." : "Connected." });
      this.#timer = setTimeout(() => this.#hide(), BACK_FOR);
    }
    this.#wasOpen = true;
    this.#troubled = false;
  }

  #show({ tone, text, until, count, button }) {
    clearTimeout(this.#timer);
    this.#place.hidden = false;
    this.#place.dataset.tone = tone;
    this.#text.textContent = text;
    this.#button.hidden = !button;
    this.#button.textContent = button ?? "";
    this.#countdown.textContent = "";
    if (until) {
      this.#tick(until, count);
    }
  }

  #hide() {
    clearTimeout(this.#timer);
    this.#place.hidden = true;
    this.#text.textContent = "";
  }

  #tick(until, count) {
    this.#countdown.textContent = count(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    this.#timer = setTimeout(() => this.#tick(until, count), 250);
  }
}

function offline() {
  return navigator.onLine ? "" : " This device seems to be offline.";
}
