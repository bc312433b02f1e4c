/**
 * One connection to Carillon that comes back by itself. It knows the protocol `carillon.v1.json` and nothing of the
 * page.
 *
 *     idle ── open() ──▶ connecting ── welcome ──▶ open
 *                          ▲    │ failed            │ closed: go on
 *                 time over│    ▼                   ▼
 *                          └─ waiting ◀─────────────┘
 *     any ── closed: stop ──▶ stopped          any ── close() ──▶ idle
 *
 * A request is answered by a promise. What was not answered when the connection ended fails with `Lost`; nothing is
 * queued or sent again here, because only the caller knows whether saying it twice is harmless.
 */
import { Backoff } from "./backoff.js";
import { verdictOn } from "./codes.js";
import { Hopeless, Lost, Refused, Unready } from "./errors.js";

const SUBPROTOCOL = "carillon.v1.json";
const WELCOME_WITHIN = 10_000;
const PROBE_WITHIN = 5_000;
const QUIET = { interval: 30_000, timeout: 10_000 };

export class Client {
  #url;
  #token;
  #listener;
  #backoff;
  #state = { name: "idle" };
  #welcome = null;
  #socket = null;
  #abort = new AbortController();
  #pending = new Map();
  #lastId = 0;
  #heard = 0;
  #next = null; // the timer of the current state: the next attempt, or the welcome that must come
  #calm = null;
  #watch = null;

  /**
   * @param url where the WebSocket is
   * @param token `(signal) => Promise<string>`, asked before each attempt; `Hopeless` ends the attempts
   * @param listener `state(state)`, `welcome(welcome)`, and `received(message)` for all that answers no request
   */
  constructor({ url, token, listener, random = Math.random }) {
    this.#url = url;
    this.#token = token;
    this.#listener = listener;
    this.#backoff = new Backoff(random);
  }

  /** `{name, why?, until?, code?}`: `until` is when the next attempt begins, in ms since 1970. */
  get state() {
    return this.#state;
  }

  get isOpen() {
    return this.#state.name === "open";
  }

  /** What the server said of this connection, from the first welcome on. */
  get welcome() {
    return this.#welcome;
  }

  /** Connects, at once: also out of a wait, and after a stop. */
  open() {
    if (this.isOpen || this.#state.name === "connecting") {
      return;
    }
    this.#drop();
    this.#enter({ name: "connecting" });
    this.#connect(this.#abort.signal);
  }

  /** Ends the connection for good, or until the next `open()`. */
  close() {
    this.#drop(1000);
    this.#backoff.reset();
    this.#enter({ name: "idle" });
  }

  /** The result that the server replied with. Fails with `Refused` or `Lost`, and before sending if it is too large. */
  request(type, properties = {}) {
    const frame = this.#frame(this.#lastId + 1, type, properties);
    if (!this.isOpen) {
      return Promise.reject(new Lost("there is no connection"));
    }
    if (this.#excess(frame) > 0) {
      return Promise.reject(new Refused({ code: "too_large", reason: "this is larger than the server takes" }));
    }
    const id = ++this.#lastId;
    this.#socket.send(frame);
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  /** By how many bytes such a request is above the server's limit; 0 or less if it fits. */
  excess(type, properties) {
    return this.#excess(this.#frame(this.#lastId + 1, type, properties));
  }

  /** Finds out whether the other side is still there, after the network or the machine may have been away. */
  probe(within = PROBE_WITHIN) {
    if (!this.isOpen) {
      return;
    }
    const socket = this.#socket;
    const silence = setTimeout(() => {
      if (socket === this.#socket) {
        this.#lose("The server does not answer.");
      }
    }, within);
    const done = () => clearTimeout(silence);
    this.request("ping").then(done, done);
  }

  #frame(id, type, properties) {
    return JSON.stringify({ type, id, ...properties });
  }

  #excess(frame) {
    return new TextEncoder().encode(frame).length - (this.#welcome?.limits?.message ?? Infinity);
  }

  async #connect(signal) {
    try {
      const token = await this.#token(AbortSignal.any([signal, AbortSignal.timeout(WELCOME_WITHIN)]));
      if (!signal.aborted) {
        this.#attach(new WebSocket(this.#url, [SUBPROTOCOL, `bearer.${token}`]), signal);
      }
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      if (failure instanceof Hopeless) {
        this.#stop(failure.message);
      } else {
        this.#lose(failure instanceof Unready ? failure.message : "The server cannot be reached.");
      }
    }
  }

  #attach(socket, signal) {
    this.#socket = socket;
    this.#next = setTimeout(() => this.#lose("The server does not answer."), WELCOME_WITHIN);
    socket.addEventListener("message", (event) => this.#hear(event.data), { signal });
    socket.addEventListener("close", (event) => this.#closed(event), { signal });
  }

  #hear(text) {
    this.#heard = Date.now();
    const message = decode(text);
    if (message.type === "welcome") {
      this.#greeted(message);
    } else if (message.id !== undefined && this.#pending.has(message.id)) {
      this.#answered(message);
    } else {
      this.#listener.received(message);
    }
  }

  #greeted(welcome) {
    clearTimeout(this.#next);
    this.#welcome = welcome;
    this.#calm = setTimeout(() => this.#backoff.reset(), Backoff.CALM);
    const { interval, timeout } = { ...QUIET, ...welcome.keepalive };
    this.#watch = setInterval(() => Date.now() - this.#heard >= interval && this.probe(timeout), interval);
    this.#enter({ name: "open" });
    this.#listener.welcome(welcome);
  }

  #answered(message) {
    const { resolve, reject } = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === "error") {
      reject(new Refused(message));
    } else {
      resolve(message.result);
    }
  }

  #closed({ code }) {
    const { stop, why, least } = verdictOn(code);
    const met = this.#state.name === "open";
    if (stop) {
      this.#stop(why, code);
    } else {
      this.#lose(code === 1006 && !met ? "The server cannot be reached." : why, code, least);
    }
  }

  #lose(why, code, least) {
    this.#drop();
    const wait = this.#backoff.next(least);
    this.#next = setTimeout(() => this.open(), wait);
    this.#enter({ name: "waiting", why, code, until: Date.now() + wait });
  }

  #stop(why, code) {
    this.#drop();
    this.#enter({ name: "stopped", why, code });
  }

  /** Forgets the socket and whatever belongs to it. A dead network may take minutes to report the close. */
  #drop(code) {
    clearTimeout(this.#next);
    clearTimeout(this.#calm);
    clearInterval(this.#watch);
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#socket?.close(code);
    this.#socket = null;
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    unanswered.forEach(({ reject }) => reject(new Lost()));
  }

  #enter(state) {
    this.#state = state;
    this.#listener.state(state);
  }
}

/** JSON whose whole numbers above 2^53 stay as they were written, where the browser can do that. */
function decode(text) {
  if (!JSON.rawJSON) {
    return JSON.parse(text);
  }
  return JSON.parse(text, (key, value, { source } = {}) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) && source ? JSON.rawJSON(source) : value,
  );
}
