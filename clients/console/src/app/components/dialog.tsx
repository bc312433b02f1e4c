/** Asks before something is done, and tells what became of it. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "../../shared/problem.js";
import { route } from "../route.js";
import { Button } from "./basics.js";
import { announce } from "./notices.js";

export interface Question {
  readonly title: string;
  /** What will happen; may have fields in it. */
  readonly body: ComponentChildren;
  /** What the button says, as a verb. */
  readonly action: string;
  readonly tone?: "main" | "bad main";
  /** Does it; the dialog stays open with the reason where that fails. What it resolves with is told. */
  readonly act: () => Promise<string | void>;
}

const asked = signal<Question | undefined>(undefined);

/** Opens the dialog. */
export function confirm(question: Question): void {
  asked.value = question;
}

/** Stands once on the page. */
export function Dialogs() {
  const question = asked.value;
  return question ? <Dialog key={question.title} question={question} close={() => (asked.value = undefined)} /> : null;
}

function Dialog({ question, close }: { question: Question; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** Whether it is there: it can be closed while it is being done. */
  const shown = useRef(true);
  const { page, argument } = route.value;
  const place = useRef(`${page}/${argument ?? ""}`);
  useEffect(() => {
    dialog.current?.showModal();
    return () => void (shown.current = false);
  }, []);
  useEffect(() => {
    // What it asks is about the page that it was opened on.
    if (place.current !== `${page}/${argument ?? ""}`) {
      dialog.current?.close();
    }
  }, [page, argument]);
  const act = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const told = await question.act();
      dialog.current?.close(); // gives the focus back
      if (told) {
        announce(told);
      }
    } catch (cause) {
      const failed = Problem.from(cause);
      if (!shown.current) {
        announce(`“${question.action}” has failed: ${failed.reason}`);
        return;
      }
      setProblem(failed);
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
        <h2 id="dialog-title">{question.title}</h2>
        <div class="dialog-body">{question.body}</div>
        {problem && (
          <p class="objection" role="alert">
            {problem.reason}
          </p>
        )}
        <div class="dialog-actions">
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          <Button submit tone={question.tone ?? "main"} busy={busy}>
            {question.action}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
