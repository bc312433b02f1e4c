/** Small things that everything is made of. */
import type { ComponentChildren, JSX } from "preact";
import { duration, moment } from "../format.js";
import { useNow } from "./clock.js";

export type Tone = "good" | "wait" | "bad" | "dim";

/** A state, as one word on a ground of its colour; the word says it, not the colour. */
export function Pill({ tone, title, children }: { tone: Tone; title?: string; children: ComponentChildren }) {
  return (
    <span class={`pill ${tone}`} title={title}>
      {children}
    </span>
  );
}

type ButtonProps = Omit<JSX.IntrinsicElements["button"], "type" | "class"> & {
  readonly tone?: "main" | "bad" | "bad main" | "quiet";
  readonly small?: boolean;
  /** Whether it is being done; pressing again does nothing then. */
  readonly busy?: boolean;
  readonly submit?: boolean;
};

export function Button({ tone, small, busy, submit, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={submit ? "submit" : "button"}
      class={`button ${tone ?? ""} ${small ? "small" : ""}`}
      disabled={Boolean(disabled) || Boolean(busy)}
      aria-busy={busy ? "true" : undefined}
    >
      {children}
    </button>
  );
}

/** A part of a page with a heading. */
export function Panel(props: {
  readonly title: string;
  /** What stands at the other end of the heading. */
  readonly aside?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class={`panel ${props.class ?? ""}`} aria-label={props.title}>
      <header class="panel-head">
        <h2>{props.title}</h2>
        {props.aside !== undefined && <div class="panel-aside">{props.aside}</div>}
      </header>
      {props.children}
    </section>
  );
}

/** Terms and what they are, in two columns. What is undefined or null is left out. */
export function KeyValues({ items }: { items: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="key-values">
      {items
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** An id or a name of a machine's, whole when pointed at. */
export function Id({ children, short }: { children: string; short?: number }) {
  return (
    <code class={short === undefined ? "id" : "id short"} title={children}>
      {short === undefined || children.length <= short ? children : `${children.slice(0, short)}…`}
    </code>
  );
}

/** How long ago, or in how long; the moment itself when pointed at. Goes on by itself. */
export function Ago({ at, now }: { at: number; now?: number }) {
  const own = useNow(now === undefined ? 1000 : 0);
  const ms = (now ?? own) - at;
  return (
    <time dateTime={new Date(at).toISOString()} title={moment(at)}>
      {ms >= -999 ? `${duration(ms)} ago` : `in ${duration(-ms)}`}
    </time>
  );
}
