/** A panel with a chart, its legend, and the same in words and as a table for who does not see it, or wants the numbers. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Panel } from "../components/basics.js";
import { time as clock } from "../format.js";
import { repaint } from "../themeswitch.js";
import { type Line, Plot, type PlotOptions, TRACKS } from "./plot.js";
import type { Values } from "../overview/series.js";

const ROWS = 10;

export interface ChartProps extends Pick<PlotOptions, "stepped" | "logarithmic" | "binary" | "least"> {
  readonly title: string;
  /** What is drawn, in a few words. */
  readonly note?: string;
  /** In s since 1970. */
  readonly time: readonly number[];
  readonly lines: readonly Omit<Line, "hidden">[];
  /** How values are written. */
  readonly unit: (value: number | null) => string;
  /** What the axis has, where that is shorter. */
  readonly axis?: (value: number) => string;
  /** Whether the numbers of the legend are sums over all of the time, as of what is rare, and not the last ones. */
  readonly sums?: boolean;
  readonly empty?: string;
}

export function Chart(props: ChartProps) {
  const { title, note, time, lines, unit } = props;
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [cursor, setCursor] = useState<number>();
  const toggle = (name: string) =>
    setHidden(hidden.includes(name) ? hidden.filter((each) => each !== name) : [...hidden, name]);
  const shown = lines.map((line) => ({ ...line, hidden: hidden.includes(line.name) }));
  const moment = cursor === undefined ? undefined : time[cursor];
  const aside = moment === undefined ? note : `at ${clock(moment * 1000)}`;
  return (
    <Panel title={title} class="chart" aside={<span class="number">{aside}</span>}>
      <figure>
        <Canvas {...props} lines={shown} onCursor={setCursor} />
        {lines.length === 0 && <p class="chart-empty">{props.empty ?? "Nothing in the last ten minutes."}</p>}
        <ul class="legend">
          {shown.map(({ name, track, values, hidden: off }) => (
            <li key={name}>
              <button type="button" class="legend-item" aria-pressed={!off} onClick={() => toggle(name)}>
                <span class={`legend-mark track-${track % TRACKS}`} aria-hidden="true" />
                <span class="legend-name">{name}</span>
                <span class="number">{unit(valueAt(values, cursor, props.sums))}</span>
              </button>
            </li>
          ))}
        </ul>
        <figcaption class="unseen">{inWords(props)}</figcaption>
      </figure>
      {lines.length > 0 && <Numbers {...props} />}
    </Panel>
  );
}

function Canvas(props: ChartProps & { lines: readonly Line[]; onCursor: (index: number | undefined) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot>(undefined);
  const colours = repaint.value;
  useEffect(() => {
    const { axis, unit, stepped, logarithmic, binary, least, onCursor } = props;
    if (place.current) {
      plot.current = new Plot(place.current, { unit: axis ?? unit, stepped, logarithmic, binary, least, onCursor });
    }
    return () => plot.current?.close();
  }, []);
  useEffect(() => plot.current?.draw(props.time, props.lines, colours));
  return <div ref={place} class="chart-canvas" aria-hidden="true" />;
}

/** At the cursor, or else the last that is known, or all of them together. */
function valueAt(values: Values, cursor: number | undefined, sums?: boolean): number | null {
  if (cursor !== undefined) {
    return values[cursor] ?? null;
  }
  return sums ? total(values) : (values.findLast((value) => value !== null) ?? null);
}

function total(values: Values): number {
  return values.reduce((all: number, value) => all + (value ?? 0), 0);
}

function inWords({ title, lines, unit, sums }: ChartProps): string {
  if (lines.length === 0) {
    return `${title}: nothing in the last ten minutes.`;
  }
  const parts = lines.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) {
      return `${name} unknown`;
    }
    return sums
      ? `${name} ${unit(total(values))} in all`
      : `${name} ${unit(known.at(-1) ?? null)} now, from ${unit(Math.min(...known))} to ${unit(Math.max(...known))}`;
  });
  return `${title} in the last ten minutes: ${parts.join("; ")}.`;
}

/** A line a minute. */
function Numbers({ title, time, lines, unit, sums }: ChartProps) {
  const [open, setOpen] = useState(false);
  return (
    <details class="numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Numbers<span class="unseen"> of {title}</span>
      </summary>
      {open && (
        <div class="table-frame" tabIndex={0} role="region" aria-label={`${title}, by the minute`}>
          <table class="plain-table">
            <thead>
              <tr>
                <th scope="col">{sums ? "Up to" : "At"}</th>
                {lines.map(({ name }) => (
                  <th key={name} scope="col" class="end">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {minutes(time.length).map(([from, to]) => (
                <tr key={time[to]}>
                  <th scope="row">{clock((time[to] ?? 0) * 1000)}</th>
                  {lines.map(({ name, values }) => (
                    <td key={name} class="end">
                      {unit(sums ? sumOf(values.slice(from, to + 1)) : (values[to] ?? null))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

/** The parts of the time, the newest first, as their first and last moments. */
function minutes(length: number): [number, number][] {
  const size = Math.max(1, Math.floor(length / ROWS));
  return Array.from({ length: Math.min(ROWS, length) }, (_, i) => [length - (i + 1) * size, length - 1 - i * size]);
}

function sumOf(values: Values): number | null {
  return values.every((value) => value === null) ? null : total(values);
}
