/** What is set while the server runs, as people at the web client notice it. */
import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN_SECRET, administrator } from "../support/admin.js";
import { launchBrowser } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { seatTwo, Visitor } from "./web-visitor.js";

let browser: Browser;
let server: SpawnedServer;
beforeAll(async () => {
  const env = { RATE_LIMITS: "off", ADMIN_SECRET };
  [browser, server] = await Promise.all([launchBrowser(), spawnServer({ env })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

const who = (name: string) => ({ url: server.url, name });
async function set(patch: object): Promise<void> {
  const headers = { authorization: `Bearer ${ADMIN_SECRET}` };
  const answer = await (await fetch(`${server.url}/trpc/admin.settings`, { headers })).json();
  const basedOn = (answer as { result: { data: { json: { version: number } } } }).result.data.json.version;
  const changed = await administrator(server.url).post("changeSettings", { msgId: randomUUID(), basedOn, patch });
  expect(changed.body).toMatchObject({ result: { data: { json: { ok: true } } } });
}
const announcement = ({ page }: Visitor) => page.getByTestId("announcement");

test("[MT12] what an administrator announces is shown at every table and on the home page, and goes when it is taken back", async () => {
  const [anna, bo] = await seatTwo(browser, { first: who("Anna"), second: who("Bo") });
  expect(await announcement(anna).count()).toBe(0);
  await set({ announcement: "We close at six." });
  for (const visitor of [anna, bo]) await announcement(visitor).getByText("We close at six.").waitFor();
  await anna.hears("We close at six.");
  const carol = await Visitor.enter(browser, who("Carol"));
  await announcement(carol).getByText("We close at six.").waitFor();
  await set({ announcement: null });
  for (const visitor of [anna, bo]) await announcement(visitor).waitFor({ state: "detached" });
  await anna.mark("Centre");
  await bo.seesMark("X", "Centre");
  for (const visitor of [anna, bo, carol]) {
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  }
});

test("[MT12] a server that takes in no new matches says so, and offers none to be created; a game that is closed alone leaves the others", async () => {
  await set({ newMatches: "closed" });
  const anna = await Visitor.enter(browser, who("Anna"));
  await anna.sees("No new matches can be started just now.");
  await eventually(() => anna.button("Create match").isDisabled());
  await set({ newMatches: "open", closedGames: ["tic-tac-toe"] });
  await anna.page.reload();
  await anna.sees(/^No new match of .* can be started just now\.$/);
  await anna.page.locator('label:has(input[value="holdem"])').click();
  await eventually(() => anna.button("Create match").isEnabled());
  await set({ closedGames: [] });
  await anna.leave();
});

test("[MT12] who made a match names it for everybody and sends away those who only watch; nobody else is offered to", async () => {
  const [anna, bo] = await seatTwo(browser, { first: who("Anna"), second: who("Bo") });
  await anna.button("Copy observer link").click();
  const carol = await Visitor.enter(browser, who("Carol"), new URL(await anna.clipboard()).pathname);
  await carol.sees("You are watching");
  expect(await bo.page.getByText("Settings of this match").count()).toBe(0);
  await anna.page.getByText("Settings of this match").click();
  await anna.page.getByLabel("Title, for everybody here").fill("Table 4, final");
  await anna.page.keyboard.press("Enter");
  for (const { page } of [anna, bo, carol]) await page.getByTestId("match-title").getByText("Table 4, final").waitFor();
  // It shows what is so, not what was clicked.
  await anna.page.getByLabel("Others may watch").click();
  await eventually(async () => !(await anna.page.getByLabel("Others may watch").isChecked()));
  await carol.isWarned("closed");
  await carol.button("Try again").click();
  await carol.sees("This match is closed to those who only watch.");
  await anna.mark("Centre");
  await bo.seesMark("X", "Centre");
  expect([anna.complaints, bo.complaints, carol.complaints]).toEqual([[], [], []]);
  for (const visitor of [anna, bo, carol]) await visitor.leave();
});
