/** The prices in rows: what has changed flashes, and a line shows the last half minute. */
import { element } from "./element.js";

const FLASH_EVERY = 200;
const POINTS = 120;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Table {
  #quotes;
  #rows = new Map();

  /** @param onSelect called with a symbol */
  constructor(body, quotes, onSelect) {
    this.#quotes = quotes;
    for (const symbol of quotes.symbols) {
      const row = new Row(quotes.get(symbol), () => onSelect(symbol));
      this.#rows.set(symbol, row);
      body.append(row.node);
    }
  }

  select(symbol) {
    this.#rows.forEach((row, other) => row.select(other === symbol));
  }

  /** Shows what has changed since it was last drawn. */
  draw() {
    this.#rows.forEach((row) => row.draw());
  }

  sample() {
    this.#rows.forEach((row) => row.sample());
  }
}

class Row {
  #quote;
  #shown = null;
  #flashed = 0;
  #price = element("td.number.price");
  #change = element("td.number.change");
  #canvas = element("canvas", { width: 240, height: 56 });
  #button;

  constructor(quote, onSelect) {
    this.#quote = quote;
    this.#button = element("button", { type: "button", "aria-pressed": "false", title: quote.name }, quote.symbol);
    this.#canvas.setAttribute("aria-hidden", "true");
    this.node = element(
      "tr",
      { "data-testid": "quote", "data-symbol": quote.symbol, onclick: onSelect },
      element("th", { scope: "row" }, this.#button),
      element("td.name", {}, quote.name),
      this.#price,
      this.#change,
      element("td.trend", {}, this.#canvas),
    );
  }

  select(is) {
    this.#button.setAttribute("aria-pressed", String(is));
    this.node.classList.toggle("selected", is);
  }

  draw() {
    const { price, before, first } = this.#quote;
    if (price === this.#shown) {
      return;
    }
    const up = price >= (this.#shown ?? before);
    const percent = ((price - first) / first) * 100;
    this.#shown = price;
    this.#price.textContent = price.toLocaleString(undefined, { minimumFractionDigits: 2 });
    this.#change.textContent = `${percent >= 0 ? "▲" : "▼"} ${Math.abs(percent).toFixed(2)} %`;
    this.#change.dataset.up = String(percent >= 0);
    this.#flash(up);
  }

  #flash(up) {
    const now = performance.now();
    if (!still.matches && now - this.#flashed > FLASH_EVERY) {
      this.#flashed = now;
      const colour = getComputedStyle(this.node).getPropertyValue(up ? "--up-flash" : "--down-flash");
      this.#price.animate([{ backgroundColor: colour }, { backgroundColor: "transparent" }], { duration: 700, easing: "ease-out" });
    }
  }

  sample() {
    const points = this.#quote.samples.slice(-POINTS).filter((price) => price !== null);
    const context = this.#canvas.getContext("2d");
    const { width, height } = this.#canvas;
    context.clearRect(0, 0, width, height);
    if (points.length < 2) {
      return;
    }
    const [least, most] = [Math.min(...points), Math.max(...points)];
    const x = (i) => ((i + POINTS - points.length) / (POINTS - 1)) * (width - 8) + 4;
    const y = (price) => (most === least ? height / 2 : height - 5 - ((price - least) / (most - least)) * (height - 10));
    context.beginPath();
    points.forEach((price, i) => context.lineTo(x(i), y(price)));
    context.lineWidth = 2.5;
    context.lineJoin = "round";
    context.strokeStyle = getComputedStyle(this.#change).color;
    context.stroke();
    context.beginPath();
    context.arc(x(points.length - 1), y(points.at(-1)), 4, 0, 2 * Math.PI);
    context.fillStyle = context.strokeStyle;
    context.fill();
  }
}
