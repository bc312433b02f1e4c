/** What was known before, while another question is not answered yet: a page does not go blank between two. */
import { useRef } from "preact/hooks";
import type { Polled } from "../poll.js";

export function useLast<Data>(polled: Polled<Data> & { again: () => void }): Polled<Data> & { again: () => void } {
  const last = useRef<Polled<Data> | undefined>(undefined);
  if (polled.data !== undefined) {
    last.current = polled;
  } else if (polled.problem) {
    last.current = undefined; // nothing of another question is told as if it were of this one
  }
  return polled.loading && last.current ? { ...last.current, again: polled.again } : polled;
}
