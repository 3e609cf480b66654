/** Two pages of one browser profile that play the same seat: storage, locks and timers are the browser's own. */
import { createClient, type Client, type Match } from "@holdfast/sdk";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import { loadSdk, openSdkPage } from "../support/sdk-in-page.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";

let browser: Browser;
let server: SpawnedServer;
let context: BrowserContext;
let opponent: Client;
/** How the other player sees the match. */
let there: Match;

beforeAll(async () => {
  const env = { RATE_LIMITS: "off", PRESENCE_DEBOUNCE: "0.2" };
  [browser, server] = await Promise.all([launchBrowser(), spawnServer({ env })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});
beforeEach(async () => {
  context = await browser.newContext({ bypassCSP: true });
  opponent = createClient({ url: server.url, guest: { name: "Bo" } });
});
afterEach(async () => {
  opponent.close();
  await context.close();
});

/** A line that loses every move its page sends, and keeps the news that the seat is lost until it is told not to. */
class BadLine {
  isBad = true;
  #kept: (() => void)[] = [];

  async under(page: Page): Promise<void> {
    await page.routeWebSocket(/\/trpc/, (near) => {
      const far = near.connectToServer();
      near.onMessage((text) => {
        if (!this.isBad || !String(text).includes('"match.move"')) far.send(text);
      });
      far.onMessage((text) => {
        if (String(text).includes('"superseded"')) this.#keep(() => near.send(text));
        else near.send(text);
      });
      far.onClose((code, reason) => this.#keep(() => void near.close({ code: code ?? 1000, reason: reason ?? "" })));
    });
  }

  heal(): void {
    this.isBad = false;
    for (const tell of this.#kept.splice(0)) tell();
  }

  #keep(tell: () => void): void {
    if (this.isBad) this.#kept.push(tell);
    else tell();
  }
}

/** A page whose move is on its way for ever and whose resignation waits behind it, on a table for two. */
async function busyPage(): Promise<{ page: Page; line: BadLine; matchId: string }> {
  const line = new BadLine();
  const page = await openSdkPage(context, server.url, (it) => line.under(it));
  const { code, matchId } = await page.evaluate(async () => {
    holdfast.match = await holdfast.client.create("tic-tac-toe", { turnMs: 0, firstSeat: 0 });
    return { code: holdfast.match.code ?? "", matchId: holdfast.match.id };
  });
  there = await opponent.join(code);
  await page.waitForFunction(() => holdfast.match.snapshot?.version === 2);
  await page.evaluate(() => {
    const { match, outcomes } = holdfast;
    const promises = [match.move({ type: "move", cell: 4 }), match.resign()];
    for (const [at, promise] of promises.entries()) {
      outcomes[at] = null;
      promise.then(
        (outcome) => (outcomes[at] = outcome),
        (error: Error) => (outcomes[at] = { threw: error.name }),
      );
    }
  });
  return { page, line, matchId };
}
const resume = (page: Page, matchId: string) =>
  page.evaluate(async (id) => {
    holdfast.match = (await holdfast.client.resume(id)) as typeof holdfast.match;
  }, matchId);
const outcomesOf = (page: Page): Promise<unknown[]> => page.evaluate(() => holdfast.outcomes);
const movesLogged = async (): Promise<number> =>
  (await there.events()).flatMap(({ events }) => events).filter(({ type }) => type === "move.made").length;
const keptBy = (page: Page): Promise<string[]> =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => /^holdfast:(?:move|outbox)/.test(key)));

test("[SY5.1] a page that loses its seat to another tab says nothing false of its moves", async () => {
  const { page, line, matchId } = await busyPage();
  const other = await openSdkPage(context, server.url);
  await resume(other, matchId);
  await other.waitForFunction(() => holdfast.match.status === "live");
  line.heal();
  // What had not been sent is refused, and what had been is settled by the tab that has the seat.
  await page.waitForFunction(() => holdfast.outcomes.every((outcome) => outcome !== null));
  expect(await outcomesOf(page)).toMatchObject([
    { ok: true, value: { version: 3, duplicate: false } },
    { ok: false, rejection: { code: "superseded" } },
  ]);
  expect(await page.evaluate(() => holdfast.match.status)).toBe("superseded");
  await eventually(() => there.snapshot?.version === 3);
  expect(await movesLogged()).toBe(1);
  expect(there.snapshot?.outcome).toBe(null);
  await eventually(async () => (await keptBy(other)).length === 0);
});

test("[SY5.1] a tab that crashes leaves its moves to the one that stays", async () => {
  const { page, matchId } = await busyPage();
  const other = await openSdkPage(context, server.url);
  await resume(other, matchId);
  const crashed = page.waitForEvent("crash");
  // Nobody is left to say that it was done.
  page.goto("chrome://crash").catch(() => {});
  await crashed;
  await eventually(() => there.snapshot?.outcome != null);
  expect(await movesLogged()).toBe(1);
});

test("[SY5.1] a page that is reloaded goes on with its moves at once", async () => {
  const { page, line, matchId } = await busyPage();
  line.heal();
  await page.reload();
  await loadSdk(page, server.url);
  await resume(page, matchId);
  await eventually(() => there.snapshot?.outcome != null);
  expect(await movesLogged()).toBe(1);
});
