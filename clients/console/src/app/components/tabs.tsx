/** Parts of a page of which one is seen at a time. */
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

export interface Tab {
  readonly key: string;
  readonly title: string;
  readonly content: () => ComponentChildren;
}

/**
 * Arrow keys lead from tab to tab.
 *
 * @param chosen the key of the one that is seen; the first where there is none of that key
 */
export function Tabs(props: {
  label: string;
  tabs: readonly Tab[];
  chosen?: string | undefined;
  onChoose: (key: string) => void;
}) {
  const { tabs } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const here = Math.max(0, tabs.findIndex(({ key }) => key === props.chosen));
  const choose = (index: number) => {
    const next = (index + tabs.length) % tabs.length;
    props.onChoose(tabs[next]!.key);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: tabs.length - 1 };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      choose(to);
    }
  };
  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label={props.label} onKeyDown={pressed}>
        {tabs.map(({ key, title }, index) => (
          <button
            key={key}
            type="button"
            role="tab"
            class="tab"
            id={`${id}-${key}`}
            data-testid={`tab-${key}`}
            aria-selected={index === here}
            aria-controls={`${id}-panel`}
            tabIndex={index === here ? 0 : -1}
            onClick={() => props.onChoose(key)}
          >
            {title}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} class="tab-panel" role="tabpanel" aria-labelledby={`${id}-${tabs[here]!.key}`}>
        {tabs[here]!.content()}
      </div>
    </>
  );
}
