/** Light, dark, or as the system has it: one button that goes round. */
import { signal } from "@preact/signals";
import { applyTheme, storedTheme, type Theme } from "../shared/theme.js";
import { Button } from "./components/basics.js";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const MARK: Record<Theme, string> = { system: "◐", light: "☀", dark: "☾" };
const NAME: Record<Theme, string> = { system: "as the system", light: "light", dark: "dark" };

export const theme = signal<Theme>(storedTheme());

theme.subscribe(applyTheme);

/** Counts up when colours have changed, for what is drawn and not styled. */
export const repaint = signal(0);

theme.subscribe(() => (repaint.value = repaint.peek() + 1));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (repaint.value = repaint.peek() + 1));

export function ThemeSwitch() {
  const now = theme.value;
  const label = `Colours: ${NAME[now]}`;
  return (
    <Button tone="quiet" small title={label} aria-label={`${label}; change`} onClick={() => (theme.value = NEXT[now])}>
      <span aria-hidden="true" class="theme-mark">
        {MARK[now]}
      </span>
    </Button>
  );
}
