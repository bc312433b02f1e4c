/** Tells what was done: seen for a while in a corner, and said once by a screen reader. */
import { signal } from "@preact/signals";

const SHOWN = 6_000; // ms

const notice = signal<{ readonly text: string; readonly id: number } | undefined>(undefined);
let ids = 0;

export function announce(text: string): void {
  const id = ++ids;
  notice.value = { text, id };
  setTimeout(() => {
    if (notice.peek()?.id === id) {
      notice.value = undefined;
    }
  }, SHOWN);
}

/** Stands once on the page. */
export function Notices() {
  return (
    <div class="notices" role="status">
      {notice.value && <p key={notice.value.id}>{notice.value.text}</p>}
    </div>
  );
}
