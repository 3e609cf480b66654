/** Two people in browsers of their own who play again. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { seatTwo, type Visitor } from "./web-visitor.js";

let browser: Browser;
let server: SpawnedServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), spawnServer({ env: { RATE_LIMITS: "off" } })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

/** Anna and another at a table whose match the other has given up. */
async function over(name = "Bo", width = 1280): Promise<readonly [Visitor, Visitor]> {
  const first = { url: server.url, name: "Anna", context: { viewport: { width, height: 640 } } };
  const [anna, bo] = await seatTwo(browser, { first, second: { url: server.url, name } });
  await bo.button("Resign").click();
  await bo.page.getByRole("dialog").getByRole("button", { name: "Resign" }).click();
  await Promise.all([anna, bo].map((one) => one.button("Rematch").waitFor()));
  return [anna, bo];
}

/** Both are at one table, which is not the one of before, and a move of Anna's is seen by both. */
async function playOn([anna, bo]: readonly [Visitor, Visitor], before: string): Promise<void> {
  await anna.isTold("Your turn: place your X.");
  await bo.isTold("Anna is to place an X.");
  expect(anna.path).not.toBe(before);
  expect(bo.path).toBe(anna.path);
  await anna.mark("Centre");
  await Promise.all([anna.seesMark("X", "Centre"), bo.seesMark("X", "Centre")]);
  await bo.mark("Top");
  await Promise.all([anna.seesMark("O", "Top"), bo.seesMark("O", "Top")]);
  expect([...anna.complaints, ...bo.complaints]).toEqual([]);
  await Promise.all([anna.leave(), bo.leave()]);
}

test("[MT15] two who both press Rematch at once land at one table, in their seats of before, and play on", async () => {
  const both = await over();
  const before = both[0].path;
  // Whoever is a moment later may read already that the other waits.
  await Promise.all(both.map(({ page }) => page.getByRole("button", { name: /rematch/i }).click()));
  await playOn(both, before);
});

test("[MT15] who has not pressed Rematch yet reads that the other waits, also on a narrow phone, and comes to the same table", async () => {
  const name = "Bo of the Remarkably Long Surname";
  const both = await over(name.slice(0, 32), 320);
  const [anna, bo] = both;
  const before = anna.path;
  await bo.button("Rematch").click();
  await bo.code();
  await anna.hears("Surnam wants a rematch");
  const overhang = await anna.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overhang).toBeLessThanOrEqual(0);
  await anna.button(`${name.slice(0, 32)} wants a rematch: join`).click();
  await playOn(both, before);
});

test("[MT15] who goes back to the match that is over is led to its rematch again", async () => {
  const [anna, bo] = await over();
  const before = anna.path;
  await anna.button("Rematch").click();
  const code = await anna.code();
  const { path } = anna;
  await anna.page.goto(`${server.url}${before}`);
  await anna.button("Go to the rematch").click();
  expect(await anna.code()).toBe(code);
  expect(anna.path).toBe(path);
  await Promise.all([anna.leave(), bo.leave()]);
});
