/** The charts of the last minute, by uPlot: one instrument's price, and how late this page is. */
import { byId } from "./element.js";

const SHOWN = 60; // seconds

export class Charts {
  #quotes;
  #symbol;
  #price;
  #late;

  constructor(quotes) {
    this.#quotes = quotes;
    this.#make();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#make());
    const observer = new ResizeObserver(() => this.#fit());
    ["price-chart", "late-chart"].forEach((id) => observer.observe(byId(id)));
  }

  select(symbol) {
    this.#symbol = symbol;
    byId("chart-title").textContent = `${this.#quotes.get(symbol).name} (${symbol})`;
    this.draw();
  }

  draw() {
    const { samples, price } = this.#quotes.get(this.#symbol);
    const now = Date.now() / 1000;
    byId("chart-price").textContent = price === null ? "" : price.toLocaleString(undefined, { minimumFractionDigits: 2 });
    for (const [chart, values] of [[this.#price, samples], [this.#late, this.#quotes.lateness]]) {
      chart.setData([this.#quotes.times, values], false);
      chart.setScale("x", { min: now - SHOWN, max: now });
    }
  }

  #make() {
    this.#price?.destroy();
    this.#late?.destroy();
    this.#price = chart(byId("price-chart"), { colour: "--line-price", range: aroundIt, gaps: true });
    this.#late = chart(byId("late-chart"), { colour: "--line-late", range: fromZero, gaps: false });
    if (this.#symbol) {
      this.draw();
    }
  }

  #fit() {
    for (const [chart, place] of [[this.#price, byId("price-chart")], [this.#late, byId("late-chart")]]) {
      chart.setSize({ width: place.clientWidth, height: place.clientHeight });
    }
  }
}

function chart(place, { colour, range, gaps }) {
  const dim = resolved("--dim");
  const grid = { stroke: resolved("--line"), width: 1 };
  const line = resolved(colour);
  return new uPlot(
    {
      width: place.clientWidth || 300,
      height: place.clientHeight || 150,
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false } },
      scales: { x: { time: true }, y: { range } },
      axes: [
        { stroke: dim, grid, ticks: { show: false }, size: 32, space: 90, values: "{HH}:{mm}:{ss}", font: "12px system-ui" },
        { stroke: dim, grid, ticks: { show: false }, size: 62, font: "12px system-ui" },
      ],
      series: [{}, { stroke: line, width: 2, fill: `color-mix(in srgb, ${line} 16%, transparent)`, points: { show: false }, spanGaps: !gaps }],
    },
    [[], []],
    place,
  );
}

function aroundIt(chart, least, most) {
  if (least === null) {
    return [0, 1];
  }
  const margin = (most - least) * 0.12 || Math.abs(most) * 0.001 || 1;
  return [least - margin, most + margin];
}

function fromZero(chart, least, most) {
  return [0, Math.max(200, (most ?? 0) * 1.1)];
}

/** A colour of the style sheet as the canvas understands it: for the scheme that is shown. */
function resolved(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
