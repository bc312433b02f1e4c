/** Says on the page how a client's connection is. What changes each second is kept from screen readers. */
import { byId } from "./element.js";

const BACK_FOR = 4_000;

const words = {
  idle: "not connected",
  connecting: "connecting",
  open: "connected",
  waiting: "offline",
  closed: "disconnected",
};

/** What the close codes mean, for people. */
const sentences = {
  1000: "The connection was closed.",
  1001: "The server let this connection go.",
  1006: "The connection is lost.",
  1008: "The server ended this connection: it was too quiet, or too busy.",
  1009: "A message was larger than the server takes.",
  1012: "The server is restarting.",
  1013: "The server is overloaded.",
  4000: "You signed in somewhere else, and that session took this one's place.",
  4001: "The token has expired.",
  4002: "Your access was revoked.",
  4003: "This page could not keep up with its messages.",
};

/**
 * Shows every state of `client` in the places with these ids: `state`, `trouble` and those within it. `enter` is called when
 * somebody wants to connect again: a client that was closed before a room had let it in does not want to be there any more.
 */
export function showConnection(client, enter) {
  const banner = new Banner(() => {
    client.open({ now: true }).catch(() => {}); // what fails is a state, too
    enter();
  });
  let lost = false;
  let met = false; // whether there was a connection up to now
  const tell = (state) => {
    byId("state").textContent = words[state.name];
    byId("state").dataset.state = state.name;
    document.documentElement.dataset.connection = state.name; // what is not live any more looks so
    if (state.name === "open") {
      banner.hide();
      if (lost) {
        banner.show({ tone: "good", text: "Connected again.", for: BACK_FOR });
      }
      lost = false;
    } else if (state.name === "waiting") {
      lost = true;
      banner.show({
        tone: "wait",
        text: sentenceFor(state.cause, met) + (navigator.onLine ? "" : " This device seems to be offline."),
        until: state.until,
        count: (s) => (s > 0 ? `Trying again in ${s} s` : "Trying again"),
        button: "Try now",
      });
    } else if (state.name === "closed") {
      lost = true;
      banner.show({ tone: "stop", text: sentenceFor(state.cause, met), button: "Connect again" });
    } else if (lost) {
      banner.show({ tone: "wait", text: "Connecting." });
    }
    met = state.name === "open";
  };
  client.on("state", tell);
  client.on("notice", (notice) => {
    if (notice.event === "draining") {
      banner.show({
        tone: "wait",
        text: "The server is about to stop.",
        until: Date.now() + notice.in,
        count: (s) => (s > 0 ? `This page will be moved within ${s} s` : "This page is being moved"),
      });
    }
  });
  tell(client.state);
}

class Banner {
  #place = byId("trouble");
  #text = byId("trouble-text");
  #countdown = byId("countdown");
  #button = byId("trouble-button");
  #timer;

  constructor(onButton) {
    this.#button.addEventListener("click", onButton);
  }

  show({ tone, text, until, count, button, for: time }) {
    clearTimeout(this.#timer);
    this.#place.hidden = false;
    this.#place.dataset.tone = tone;
    this.#text.textContent = text;
    this.#button.hidden = !button;
    this.#button.textContent = button ?? "";
    this.#countdown.textContent = "";
    if (until) {
      this.#tick(until, count);
    } else if (time) {
      this.#timer = setTimeout(() => this.hide(), time);
    }
  }

  hide() {
    clearTimeout(this.#timer);
    this.#place.hidden = true;
    this.#text.textContent = "";
  }

  #tick(until, count) {
    this.#countdown.textContent = count(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    this.#timer = setTimeout(() => this.#tick(until, count), 250);
  }
}

function sentenceFor(cause, met) {
  const token = [cause, cause?.cause].find((one) => one?.code === "token");
  if (token) {
    return sentence(token.cause?.message ?? token.reason);
  }
  if (cause?.closeCode === 1006 && !met) {
    return "The server cannot be reached.";
  }
  return sentences[cause?.closeCode ?? 1000] ?? "The connection was closed.";
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}
