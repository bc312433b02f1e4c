/** The sign-in. Whoever has signed in, or needs not, goes on to the app, to the place that the fragment names. */
import "../shared/base.css";
import "./signin.css";
import { Problem } from "../shared/problem.js";
import { Session, SIGNED_OUT } from "../shared/session.js";
import { applyTheme, storedTheme } from "../shared/theme.js";
import { devToken, objectionTo, signIn } from "./flow.js";

applyTheme(storedTheme());

const session = new Session(sessionStorage);
const form = byId("form");
const field = byId("token") as HTMLTextAreaElement;
const enter = byId("enter") as HTMLButtonElement;
const objection = byId("objection");
const busy = byId("busy");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void submit(field.value);
});

// Enter signs in: a token has one line, however it is wrapped.
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    void submit(field.value);
  }
});

void arrive();

async function arrive(): Promise<void> {
  busy.hidden = false;
  const alone = session.mayBeginAlone(Date.now());
  const reason = session.takeReason();
  if (session.token !== undefined && (await open(session.token))) {
    return;
  }
  const fetched = alone ? await devToken() : undefined;
  if (fetched !== undefined && (await open(fetched, true))) {
    return;
  }
  if (reason !== undefined) {
    object(reason, reason === SIGNED_OUT);
  }
  show();
}

async function submit(token: string): Promise<void> {
  enter.disabled = true;
  try {
    await open(token);
  } finally {
    enter.disabled = false;
  }
}

/** Whether that led to the app. */
async function open(input: string, alone = false): Promise<boolean> {
  try {
    const token = await signIn(input);
    if (alone) {
      session.beginAlone(token, Date.now());
    } else {
      session.begin(token);
    }
    location.replace(`app/${location.hash}`);
    return true;
  } catch (cause) {
    session.end();
    object(objectionTo(Problem.from(cause)));
    show();
    return false;
  }
}

function show(): void {
  busy.hidden = true;
  form.hidden = false;
  field.focus();
}

function object(text: string, harmless = false): void {
  objection.textContent = text;
  objection.classList.toggle("harmless", harmless);
  objection.hidden = false;
  field.setAttribute("aria-invalid", String(!harmless));
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`no element ${id}`);
  }
  return found;
}
