/** Light or dark: the system decides until the switch overrides it, for this browser. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "holdfast.theme";

/** The theme chosen in this browser; `system` when none was, or storage is closed to us. */
export function storedTheme(): Theme {
  const stored = readStored();
  return THEMES.find((theme) => theme === stored) ?? "system";
}

/** Makes the page look like `theme` at once. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Applies `theme` and keeps it for the next visit. */
export function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be blocked: the choice then lasts as long as the page.
  }
}

function readStored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
