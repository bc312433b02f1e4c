/** The orders of this user, newest first, and how far each has come. */
import { byId, element } from "./element.js";

const STEPS = ["placed", "cast", "tuned", "shipped"];

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export class Book {
  #titles;
  #again;
  #orders = new Map(); // by id: {order, times: by state, pending?, trouble?, node}
  #quiet = true; // what was told before is not news

  /** @param again called with an order that is to be placed again */
  constructor({ titles, again }) {
    this.#titles = titles;
    this.#again = again;
  }

  /** Whether it is not known of an order if it was placed. */
  get unsettled() {
    return [...this.#orders.values()].some(({ pending, trouble }) => pending || trouble);
  }

  clear() {
    this.#orders.forEach(({ node }) => node.remove());
    this.#orders.clear();
    this.#quiet = true;
    byId("none").hidden = false;
  }

  /** Everything that was told before is here. */
  read() {
    this.#quiet = false;
  }

  sending(order) {
    this.#render(Object.assign(this.#entry(order), { pending: true, trouble: "" }));
  }

  /** The service has it; that it is placed is told in the room, as to every other window. */
  taken(order) {
    this.#render(Object.assign(this.#entry(order), { pending: false, trouble: "" }));
  }

  notPlaced(order, why) {
    const entry = this.#entry(order);
    const known = Object.keys(entry.times).length > 0; // the room told of it already
    this.#render(Object.assign(entry, { pending: false, trouble: known ? "" : why }));
  }

  /** A message of the room. Other services may speak there, too: what does not tell of an order is passed over. */
  tell({ data, time }) {
    if (!isOrder(data) || !STEPS.includes(data.state)) {
      return;
    }
    const { state, ...order } = data;
    const entry = this.#entry(order);
    if (entry.times[state] === undefined) {
      entry.times[state] = time;
      Object.assign(entry, { pending: false, trouble: "" });
      this.#render(entry);
      if (!this.#quiet) {
        byId("news").textContent = `${this.#titleOf(order)} ${order.id}: ${state}`;
      }
    }
  }

  #entry(order) {
    if (!this.#orders.has(order.id)) {
      const node = element("li.card", { "data-testid": "order", "data-id": order.id });
      this.#orders.set(order.id, { order, times: {}, node });
      byId("orders").prepend(node);
      byId("none").hidden = true;
    }
    return this.#orders.get(order.id);
  }

  #titleOf({ article }) {
    return this.#titles.get(article) ?? article;
  }

  #render({ order, times, pending, trouble, node }) {
    const reached = STEPS.findLastIndex((step) => times[step] !== undefined);
    const state = trouble ? "trouble" : (STEPS[reached] ?? (pending ? "sending" : "taken"));
    node.dataset.state = state;
    node.style.setProperty("--reached", String(Math.max(reached, 0)));
    node.replaceChildren(
      element(
        "div.head",
        {},
        element("h3", {}, this.#titleOf(order)),
        element("span.id", {}, `№ ${order.id}`),
      ),
      ...(order.inscription ? [element("p.inscription", { dir: "auto" }, order.inscription)] : []),
      element("ol.steps", {}, ...STEPS.map((step, i) => stepOf(step, i, reached, times[step]))),
    );
    if (trouble) {
      const again = element("button", { type: "button", onclick: () => this.#again(order) }, "Place it again");
      again.dataset.testid = "again";
      node.append(element("p.trouble-line", { role: "alert" }, trouble, again));
    } else if (reached < 0) {
      node.append(element("p.sending", {}, pending ? "On its way to the foundry" : "The foundry has it"));
    }
  }
}

function isOrder(data) {
  const { id, article, inscription = "" } = data ?? {};
  return [id, article, inscription].every((text) => typeof text === "string");
}

function stepOf(step, i, reached, time) {
  const item = element("li.step", {}, element("span.label", {}, step));
  item.dataset.done = String(i <= reached);
  if (i === reached) {
    item.setAttribute("aria-current", "step");
  }
  if (time !== undefined) {
    const at = new Date(time);
    item.append(element("time", { dateTime: at.toISOString(), title: at.toLocaleString() }, clock.format(at)));
  }
  return item;
}
