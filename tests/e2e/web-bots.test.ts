/** Bots in the web client: a match at once from the home page, and an empty seat that is given to one. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { Visitor } from "./web-visitor.js";

let browser: Browser;
let server: SpawnedServer;
beforeAll(async () => {
  const env = { RATE_LIMITS: "off", BOT_DELAY: "0.05" };
  [browser, server] = await Promise.all([launchBrowser(), spawnServer({ env })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

const enter = () => Visitor.enter(browser, { url: server.url, name: "Anna" });

/** Marks the first cell that is open, whenever one is, until the match says how it ended. */
function playToTheEnd(anna: Visitor): Promise<string> {
  const headline = anna.page.getByRole("heading", { level: 1 });
  const open = anna.page.locator("[data-cell] button[data-open=true]");
  return eventually(
    async () => {
      const line = (await headline.textContent()) ?? "";
      if (/ won with|^A draw/.test(line)) return line;
      if ((await open.count()) > 0) await open.first().click();
      return undefined;
    },
    { withinMs: 25_000, everyMs: 50 },
  );
}

test("[MT13] the home page offers a match against a bot, which answers every move and does not lose", async () => {
  const anna = await enter();
  await anna.button("Play against a bot").click();
  await anna.sees(/\(bot\)/);
  const end = await playToTheEnd(anna);
  expect(end).not.toMatch(/^You won/);
  expect(anna.complaints).toEqual([]);
  await anna.leave();
});

test("[MT13] in the lobby who made the match gives the empty seat to a bot, and the match begins", async () => {
  const anna = await enter();
  await anna.create();
  await anna.button("Add a bot").click();
  await anna.sees(/\(bot\)/);
  await anna.mark("Centre");
  await anna.seesMark("X", "Centre");
  await eventually(async () => (await anna.board()).includes("O"), { withinMs: 10_000, everyMs: 50 });
  expect(anna.complaints).toEqual([]);
  await anna.leave();
});
