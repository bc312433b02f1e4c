/** Keeps rows where they are while somebody points at them, however the order changes meanwhile. */
import { useRef, useState } from "preact/hooks";

/** So many rows are kept at most: a mouse that was left on a list must not make it grow for days. */
export const MOST = 300;

export interface Kept<Row> {
  readonly row: Row;
  /** Whether it is not listed any more, and is shown as it was last. */
  readonly gone: boolean;
}

/**
 * The rows of now in the order of before: those that are gone keep their places, and those that are new stand at the end, as
 * long as there are not too many.
 *
 * @param keyOf by which rows are known again
 */
export function steady<Row>(before: readonly Kept<Row>[], now: readonly Row[], keyOf: (row: Row) => string): Kept<Row>[] {
  const left = new Map(now.map((row) => [keyOf(row), row]));
  const kept = before.map(({ row }) => {
    const newer = left.get(keyOf(row));
    left.delete(keyOf(row));
    return newer === undefined ? { row, gone: true } : { row: newer, gone: false };
  });
  const room = Math.max(0, Math.max(MOST, now.length) - kept.length);
  return [...kept, ...[...left.values()].slice(0, room).map((row) => ({ row, gone: false }))];
}

/** Whether somebody points at an element or has the focus in it, and what to put on the element to know. */
export function useHold() {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  return {
    held: pointed || focused,
    listeners: {
      // Fingers do not stay.
      onPointerEnter: (event: PointerEvent) => setPointed(event.pointerType === "mouse"),
      onPointerLeave: () => setPointed(false),
      onFocusCapture: () => setFocused(true),
      // Another window may have it for a while: it comes back to where it was.
      onBlurCapture: ({ currentTarget, relatedTarget }: FocusEvent) =>
        setFocused(!document.hasFocus() || (currentTarget as Element).contains(relatedTarget as globalThis.Node | null)),
    },
  };
}

/**
 * Rows that stay in their places while they are held.
 *
 * @param what names the listing: another one has nothing to do with the one before
 */
export function useSteady<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  held: boolean,
  what: string,
): readonly Kept<Row>[] {
  const shown = useRef<{ what: string; from: readonly Row[]; rows: readonly Kept<Row>[] }>({ what, from: [], rows: [] });
  const { what: last, from, rows: before } = shown.current;
  if (last !== what || !held) {
    shown.current = { what, from: rows, rows: rows.map((row) => ({ row, gone: false })) };
  } else if (from !== rows) {
    shown.current = { what, from: rows, rows: steady(before, rows, keyOf) };
  }
  return shown.current.rows;
}
