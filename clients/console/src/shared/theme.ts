/** Light or dark: as the system has it, unless it was chosen here. */
export type Theme = "system" | "light" | "dark";

const KEY = "carillon.console.theme";
const THEMES: readonly string[] = ["system", "light", "dark"];

/** What was chosen last; the storage may be closed to pages. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored !== null && THEMES.includes(stored) ? (stored as Theme) : "system";
  } catch {
    return "system";
  }
}

/** Has the page look like that from now on, and after a reload. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = theme;
  }
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // then it holds for this page alone
  }
}
