/** The SDK in a real page, as an application would load it: the browser's own WebSocket, storage and timers. */
import { fileURLToPath } from "node:url";
import type { createClient, Client, Match } from "@holdfast/sdk";
import type { BrowserContext, Page } from "playwright-core";
import { rolldown } from "rolldown";

const SOURCE = fileURLToPath(new URL("../../packages/sdk/src/index.ts", import.meta.url));

/** What the page has under `holdfast`, and what tests put there. */
export interface PageSdk {
  createClient: typeof createClient;
  client: Client;
  match: Match<"tic-tac-toe">;
  /** What became of each promise the test made, in order; null while it is open. */
  outcomes: unknown[];
}
declare global {
  var holdfast: PageSdk;
}

let script: Promise<string> | null = null;

/** A page of this server with the SDK in it, and a client that uses the page's storage. */
export async function openSdkPage(
  context: BrowserContext,
  url: string,
  prepare?: (page: Page) => Promise<void>,
): Promise<Page> {
  const page = await context.newPage();
  await prepare?.(page);
  await page.goto(`${url}/healthz`);
  await loadSdk(page, url);
  return page;
}

/** Loads it anew, after a reload. */
export async function loadSdk(page: Page, url: string): Promise<void> {
  script ??= bundleSdk();
  await page.addScriptTag({ content: await script });
  await page.evaluate((base) => {
    holdfast.outcomes = [];
    holdfast.client = holdfast.createClient({ url: base, guest: { name: "Ada" } });
  }, url);
}

async function bundleSdk(): Promise<string> {
  const build = await rolldown({
    input: SOURCE,
    platform: "browser",
    resolve: { conditionNames: ["holdfast-source", "browser", "import", "default"] },
  });
  const { output } = await build.generate({ format: "iife", name: "sdk" });
  await build.close();
  return `${output[0].code}\nglobalThis.holdfast = { ...sdk };`;
}
