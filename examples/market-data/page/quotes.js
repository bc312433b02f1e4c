/** The newest price of each instrument, what came before, and what was left out. Plain state: nothing here touches the page. */
import { instruments } from "./instruments.js";

const KEPT = 240; // samples
const OVER = 4; // samples that rates are taken over

export class Quotes {
  #quotes = new Map(instruments.map(({ symbol, name }) => [
    symbol,
    { symbol, name, price: null, first: null, before: null, n: null, bids: [], asks: [], samples: [] },
  ]));
  #received = 0;
  #leftOut = 0;
  #late = null;
  #marks = [];
  times = [];
  lateness = [];

  get symbols() {
    return [...this.#quotes.keys()];
  }

  get(symbol) {
    return this.#quotes.get(symbol);
  }

  /** `n` counts an instrument's prices: where it jumps, some were left out; where it falls, the feed began anew. */
  take(data, late) {
    const quote = this.#quotes.get(data?.symbol);
    if (!quote || !isQuote(data)) {
      return; // an instrument that this page does not know, or nothing that the feed has said
    }
    const { price, n, bids, asks } = data;
    this.#received += 1;
    this.#leftOut += quote.n !== null && n > quote.n ? n - quote.n - 1 : 0;
    this.#late = Math.max(0, late);
    quote.n = n;
    quote.before = quote.price ?? price;
    quote.first ??= price;
    quote.price = price;
    quote.bids = bids;
    quote.asks = asks;
  }

  /** After a time without a connection. */
  resume() {
    this.#quotes.forEach((quote) => (quote.n = null));
  }

  /** Adds a point to the charts, and gives the rates of the last second. */
  sample(now) {
    this.times.push(now / 1000);
    this.lateness.push(this.#late);
    this.#quotes.forEach(({ samples, price }) => samples.push(price));
    [this.times, this.lateness, ...[...this.#quotes.values()].map(({ samples }) => samples)]
      .filter((list) => list.length > KEPT)
      .forEach((list) => list.shift());
    const late = this.#late;
    this.#late = null;
    return { ...this.#rates(now), late };
  }

  #rates(now) {
    this.#marks.push({ now, received: this.#received, leftOut: this.#leftOut });
    const then = this.#marks.length > OVER ? this.#marks.shift() : this.#marks[0];
    const seconds = Math.max((now - then.now) / 1000, 0.001);
    const received = (this.#received - then.received) / seconds;
    const leftOut = (this.#leftOut - then.leftOut) / seconds;
    return { received, leftOut, published: received + leftOut };
  }
}

function isQuote({ price, n, bids, asks }) {
  return [price, n].every(Number.isFinite) && [bids, asks].every((side) => Array.isArray(side) && side.every(isLevel));
}

function isLevel(level) {
  return Array.isArray(level) && level.length === 2 && level.every(Number.isFinite);
}
