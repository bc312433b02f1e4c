/** Shortcuts: g and a letter leads to a page, / to the search, ? tells of them. Not while somebody writes. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "./components/basics.js";
import { pages } from "./pages/index.js";
import { go, href } from "./route.js";

const SEQUENCE = 1_500; // ms between g and the letter

const open = signal(false);
let begun = 0;

export function showKeys(): void {
  open.value = true;
}

function pressed(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog, [contenteditable]")) {
    return;
  }
  const page = event.timeStamp - begun < SEQUENCE ? pages.find(({ key }) => key === event.key) : undefined;
  begun = event.key === "g" ? event.timeStamp : 0;
  if (page) {
    go(href(page.name));
  } else if (event.key === "/") {
    const field = document.querySelector<HTMLInputElement>("[data-slash]");
    field?.focus();
    field?.select();
  } else if (event.key === "?") {
    showKeys();
  } else {
    return;
  }
  event.preventDefault();
}

/** Listens, and lists them. Stands once on the page. */
export function Keys() {
  useEffect(() => {
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  return open.value ? <KeysDialog /> : null;
}

function KeysDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const keys: readonly (readonly [readonly string[], string])[] = [
    ...pages.map(({ key, title }) => [["g", key], title] as const),
    [["/"], "Search on this page"],
    [["?"], "These shortcuts"],
  ];
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="keys-title" onClose={() => (open.value = false)}>
      <h2 id="keys-title">Keyboard shortcuts</h2>
      <dl class="keys">
        {keys.map(([presses, what]) => (
          <div key={what}>
            <dt>
              {presses.map((press) => (
                <kbd key={press}>{press}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div class="dialog-actions">
        <Button tone="main" onClick={() => dialog.current?.close()}>
          Close
        </Button>
      </div>
    </dialog>
  );
}
