/** A real Chromium, driven by the tests; each page that plays gets a context of its own. */
import { type Browser, chromium } from "playwright-core";

/** Works as root and on a machine without the internet; none of it changes what a page can do. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** Starts the Chromium that `npm test` found or installed; close it in `afterAll`. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.HOLDFAST_CHROMIUM;
  if (executablePath === undefined) throw new Error("Set HOLDFAST_CHROMIUM to a Chromium, or run 'npm test'.");
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}
