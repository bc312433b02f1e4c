/** The frame of a page: its title, in the window too, and what can be done on it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

let shown = 0;

export function Page(props: {
  readonly title: string;
  /** How the title is written where that is more than text, as with a way back. */
  readonly heading?: ComponentChildren;
  readonly lead?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} · Carillon console`;
  }, [props.title]);
  useEffect(() => {
    // Whoever goes to another page hears its title, and goes on from there; the first page is begun with at its top.
    if (shown++ > 0) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }, []);
  return (
    <>
      <header class="page-head">
        <div class="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {props.heading ?? props.title}
          </h1>
          {props.lead !== undefined && <div class="page-lead">{props.lead}</div>}
        </div>
        {props.actions !== undefined && <div class="page-actions">{props.actions}</div>}
      </header>
      {props.children}
    </>
  );
}
