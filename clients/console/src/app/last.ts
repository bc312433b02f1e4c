/** What was known before, while another question is not answered yet: a page does not go blank between two. */
import { useRef } from "preact/hooks";
import type { Polled } from "./poll.js";

export type Last<Data> = Polled<Data> & {
  readonly again: () => void;
  /** Which question the data answers: this one, or still the one before. */
  readonly answers: string;
};

/** @param what names the question */
export function useLast<Data>(polled: Polled<Data> & { again: () => void }, what: string): Last<Data> {
  const last = useRef<(Polled<Data> & { readonly answers: string }) | undefined>(undefined);
  if (polled.data !== undefined) {
    last.current = { ...polled, answers: what };
  } else if (polled.problem) {
    last.current = undefined; // nothing of another question is told as if it were of this one
  }
  return polled.loading && last.current ? { ...last.current, again: polled.again } : { ...polled, answers: what };
}
