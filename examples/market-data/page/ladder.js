/** The order book of one instrument: what is bid for it and asked, the nearest to the price first. */
import { element } from "./element.js";

const LEVELS = 8;

export class Ladder {
  #sides;
  #shown = null;

  constructor(bids, asks) {
    this.#sides = [bids, asks].map((list) => {
      const levels = Array.from({ length: LEVELS }, () => {
        const [size, price] = [element("span.size"), element("span")];
        return { node: element("li", {}, size, price), size, price };
      });
      list.append(...levels.map(({ node }) => node));
      return levels;
    });
  }

  /** Shows a quote's book, if it is another one than is shown. */
  draw({ bids, asks }) {
    if (bids === this.#shown) {
      return;
    }
    this.#shown = bids;
    const most = Math.max(1, ...[...bids, ...asks].slice(0, 2 * LEVELS).map(([, size]) => size));
    this.#sides.forEach((levels, side) => levels.forEach((level, i) => {
      const [price, size] = [bids, asks][side][i] ?? [null, 0];
      level.price.textContent = price === null ? "" : price.toLocaleString(undefined, { minimumFractionDigits: 2 });
      level.size.textContent = size || "";
      level.node.style.setProperty("--share", String(size / most));
    }));
  }
}
