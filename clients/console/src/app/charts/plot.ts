/** A chart on a canvas, by uPlot: the last ten minutes, with gaps where nothing is known. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Values } from "../overview/series.js";

export interface Line {
  readonly name: string;
  readonly values: Values;
  /** Which of the colours of tracks. */
  readonly track: number;
  readonly hidden?: boolean;
}

export interface PlotOptions {
  /** How a value is written at the axis. */
  readonly unit: (value: number) => string;
  /** Steps, for what is counted in intervals. */
  readonly stepped?: boolean | undefined;
  /** Powers of ten, for what differs much. */
  readonly logarithmic?: boolean | undefined;
  /** Lines of the axis at powers of two, for bytes. */
  readonly binary?: boolean | undefined;
  /** The least that the axis reaches. */
  readonly least?: number | undefined;
  /** Is told at which moment the cursor is; undefined where it is nowhere. */
  readonly onCursor: (index: number | undefined) => void;
}

export const TRACKS = 8;
const SYNC = "overview";
const HEIGHT = 168;
const AXIS = 54;
const MINUTES = [60, 120, 300, 600]; // s
const POWERS = Array.from({ length: 50 }, (_, i) => 2 ** i);

/** Keeps the canvas in step with its data, its place's width, and the colours of the page. */
export class Plot {
  readonly #place: HTMLElement;
  readonly #options: PlotOptions;
  readonly #resized: ResizeObserver;
  #chart: uPlot | undefined;
  #shape = "";

  constructor(place: HTMLElement, options: PlotOptions) {
    this.#place = place;
    this.#options = options;
    this.#resized = new ResizeObserver(() => this.#chart?.setSize({ width: place.clientWidth, height: HEIGHT }));
    this.#resized.observe(place);
  }

  /** @param colours changes where the page has got other colours */
  draw(time: readonly number[], lines: readonly Line[], colours: unknown): void {
    const shape = JSON.stringify([colours, lines.map(({ name, track, hidden }) => [name, track, hidden])]);
    const data = [time, ...lines.map(({ values }) => values)] as uPlot.AlignedData;
    if (this.#chart && shape === this.#shape) {
      this.#chart.setData(data, false);
      this.#chart.setScale("x", { min: time[0] ?? 0, max: time.at(-1) ?? 1 });
      return;
    }
    this.#chart?.destroy();
    this.#shape = shape;
    this.#chart = new uPlot(this.#settings(lines), data, this.#place);
  }

  close(): void {
    this.#resized.disconnect();
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  #settings(lines: readonly Line[]): uPlot.Options {
    const { stepped } = this.#options;
    const paths = stepped ? uPlot.paths.stepped?.({ align: -1 }) : undefined;
    return {
      width: this.#place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      padding: [8, 16, 0, 0],
      cursor: {
        sync: { key: SYNC },
        drag: { x: false, y: false },
        points: { size: 6 },
      },
      scales: { x: { time: true }, y: this.#scale() },
      axes: this.#axes(),
      series: [
        {},
        ...lines.map((line): uPlot.Series => ({
          label: line.name,
          show: !line.hidden,
          stroke: colour(this.#place, `--track-${line.track % TRACKS}`),
          width: 1.5,
          spanGaps: false,
          points: { size: 4, show: (chart, index) => lonely(chart, index).length > 0, filter: lonely },
          ...(paths ? { paths } : {}),
        })),
      ],
      hooks: {
        setCursor: [({ cursor }) => this.#options.onCursor(cursor.idx ?? undefined)],
      },
    };
  }

  #scale(): uPlot.Scale {
    const { logarithmic, least = 1 } = this.#options;
    if (logarithmic) {
      return {
        distr: 3,
        log: 10,
        range: (_, min, max) => [10 ** Math.floor(Math.log10(min || 0.1)), 10 ** Math.ceil(Math.log10(Math.max(max || 1, 1)))],
      };
    }
    return { range: (_, __, max) => [0, Math.max(least, (max ?? 0) * 1.08)] };
  }

  #axes(): uPlot.Axis[] {
    const look = {
      stroke: colour(this.#place, "--dim"),
      grid: { stroke: colour(this.#place, "--line"), width: 1 },
      ticks: { show: false },
      font: `11px ${getComputedStyle(this.#place).fontFamily}`,
    };
    const clock = { hour: "2-digit", minute: "2-digit" } as const;
    return [
      {
        ...look,
        space: 56,
        size: 26,
        incrs: MINUTES,
        values: (_, times) => times.map((at) => new Date(at * 1000).toLocaleTimeString("en-GB", clock)),
      },
      {
        ...look,
        space: 34,
        size: AXIS,
        values: (_, values) => values.map((value) => (value === null ? "" : this.#options.unit(value))),
        ...(this.#options.logarithmic ? { filter: powers, grid: { ...look.grid, filter: powers } } : {}),
        ...(this.#options.binary ? { incrs: POWERS } : {}),
      },
    ];
  }
}

/** Of the lines at 1, 2, 3 … 10 only the first of each ten is named. */
function powers(_: uPlot, splits: (number | null)[]): (number | null)[] {
  return splits.map((value) => (value !== null && Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6) ? value : null));
}

/** A value between two gaps has no line to be seen by: it is a point. */
function lonely(chart: uPlot, index: number): number[] {
  const values = chart.data[index] ?? [];
  const isThere = (i: number) => (values[i] ?? null) !== null;
  return Array.from(values.keys()).filter((i) => isThere(i) && !isThere(i - 1) && !isThere(i + 1));
}

/** A colour of the page as a canvas takes it. */
function colour(place: HTMLElement, property: string): string {
  const before = place.style.color;
  place.style.color = `var(${property})`;
  const found = getComputedStyle(place).color;
  place.style.color = before;
  return found;
}
