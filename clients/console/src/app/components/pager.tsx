/** From page to page of a listing, by its cursors. */
import { useState } from "preact/hooks";
import { plural } from "../format.js";
import { Button } from "./basics.js";

/** Which page of a listing is asked for. */
export interface Paging {
  /** Absent for the first page. */
  readonly cursor: string | undefined;
  /** From 1. */
  readonly page: number;
  readonly next: (cursor: string) => void;
  readonly back: () => void;
}

/**
 * Remembers the cursors of the pages before.
 *
 * @param what names the listing: another one begins with its first page, whoever has changed it, a field or a link
 */
export function usePaging(what: string): Paging {
  const [passed, setPassed] = useState<{ readonly what: string; readonly cursors: readonly string[] }>({ what, cursors: [] });
  const cursors = passed.what === what ? passed.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    next: (cursor) => setPassed({ what, cursors: [...cursors, cursor] }),
    back: () => setPassed({ what, cursors: cursors.slice(0, -1) }),
  };
}

/** @param next the cursor of the next page, absent on the last one */
export function Pager({ paging, shown, next, of }: { paging: Paging; shown: number; next?: string | undefined; of: string }) {
  if (paging.page === 1 && next === undefined) {
    return <p class="pager-count">{plural(shown, of)}</p>;
  }
  return (
    <nav class="pager" aria-label="Pages of the list">
      <Button small disabled={paging.page === 1} onClick={paging.back}>
        Previous
      </Button>
      <span>
        Page {paging.page}, {plural(shown, of)}
      </span>
      <Button small disabled={next === undefined} onClick={() => next !== undefined && paging.next(next)}>
        Next
      </Button>
    </nav>
  );
}
