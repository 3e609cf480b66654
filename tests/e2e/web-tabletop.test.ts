/** A tabletop match made as the home page offers it, without a word about a host: it begins, with a bot and with a friend. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { createGame, moveButton, movesOf, play, seatTwoAt } from "./any-game.js";
import { Visitor } from "./web-visitor.js";

const TABLETOP = { game: "tabletop" };

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

/** Names the visitor's own side. Whoever hosts is offered both sides, their own first. */
async function sayName(visitor: Visitor, name: string): Promise<void> {
  await movesOf(visitor).getByRole("textbox", { name: "Name" }).first().fill(name);
  await play(visitor, "Set name");
  await visitor.page.getByTestId("view").getByText(name).first().waitFor();
}

/** Whatever the dice ask of these visitors, until it is somebody's turn. */
async function rollOff(visitors: readonly Visitor[]): Promise<void> {
  await eventually(
    async () => {
      for (const visitor of visitors) {
        if ((await visitor.page.getByRole("heading", { level: 1, name: /playing/ }).count()) > 0) return true;
        const asked = moveButton(visitor, /^(Roll|Choose)/).first();
        if ((await asked.count()) > 0) await asked.click();
      }
      return undefined;
    },
    { withinMs: 20_000, everyMs: 50 },
  );
}

test("[MT14] [MT2] a tabletop match as the home page makes it is started by whoever made it, against a bot", async () => {
  const anna = await Visitor.enter(browser, { url: server.url, name: "Anna" });
  await createGame(anna, "Anna", TABLETOP);
  await anna.button("Add a bot").click();
  await anna.page.getByTestId("view").waitFor();
  await sayName(anna, "Iron Host");
  await play(anna, "Start");
  await rollOff([anna]);
  expect(anna.complaints).toEqual([]);
  await anna.leave();
});

test("[MT14] [MT2] two people name their sides, and whoever made the match starts it; the other cannot", async () => {
  const [anna, bo] = await seatTwoAt(browser, {
    first: { url: server.url, name: "Anna" },
    second: { url: server.url, name: "Bo" },
    wanted: TABLETOP,
  });
  await sayName(bo, "Green Tide");
  expect(await moveButton(bo, "Start").count()).toBe(0);
  await sayName(anna, "Iron Host");
  await play(anna, "Start");
  await rollOff([anna, bo]);
  expect([...anna.complaints, ...bo.complaints]).toEqual([]);
  await Promise.all([anna.leave(), bo.leave()]);
});
