/** Matches watched again in the browser: by slider, step by step, by themselves, and from every seat at the end. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { seatTwoAt } from "./any-game.js";
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

const anna = () => ({ url: server.url, name: "Anna" });
const bo = () => ({ url: server.url, name: "Bo" });
const resign = async (visitor: Visitor) => {
  await visitor.button("Resign").click();
  await visitor.page.getByRole("dialog").getByRole("button", { name: "Resign" }).click();
};
async function watchAgain({ page }: Visitor): Promise<void> {
  await page.getByRole("link", { name: /^(Watch it again|Look back)$/ }).click();
  await page.getByRole("slider", { name: "Version" }).waitFor();
}
const where = (visitor: Visitor, version: number) =>
  visitor.page.getByTestId("where").getByText(`Version ${version} of`).waitFor();

test("[MT9.2] a finished match is watched step by step, by itself, by its slider and by its log", async () => {
  const [first, second] = await seatTwo(browser, { first: anna(), second: bo() });
  await first.mark("Centre");
  await second.seesMark("X", "Centre");
  await second.mark("Top");
  await first.seesMark("O", "Top");
  await resign(second);
  await first.isTold("You won: Bo resigned.");
  await first.page.getByRole("link", { name: "Watch it again" }).click();
  await where(first, 2);
  await eventually(async () => (await first.board()) === ".........");
  await first.button("One on").click();
  await eventually(async () => (await first.board()) === "....X....");
  await first.page.getByRole("slider", { name: "Version" }).fill("4");
  await eventually(async () => (await first.board()) === ".O..X....");
  await first.page.getByRole("button", { name: /You marked the centre/ }).click();
  await eventually(async () => (await first.board()) === "....X....");
  await first.page.getByLabel("Speed").selectOption("4");
  await first.button("Play").click();
  await first.isTold("You won: Bo resigned.");
  await where(first, 5);
  await first.button("Verify fairness").click();
  await first.page.getByTestId("verdict").getByText("Verified: all 5 steps and 0 draws").waitFor();
  // The address is that of the version: somebody else at it sees the same.
  await first.page.getByRole("slider", { name: "Version" }).fill("3");
  await where(first, 3);
  const again = await first.anotherTab(new URL(first.page.url()).pathname + new URL(first.page.url()).search);
  await where(again, 3);
  await eventually(async () => (await again.board()) === "....X....");
  // And the home page leads there.
  await again.page.goto(`${server.url}/`);
  await again.page.getByRole("link", { name: /With Bo.*You won/ }).click();
  await where(again, 2);
  expect([...first.complaints, ...again.complaints]).toEqual([]);
  await Promise.all([first.leave(), second.leave()]);
});

test("[MT9.2] while a match goes on one watches what one saw oneself; at its end also what the other saw", async () => {
  const [first, second] = await seatTwoAt(browser, { first: anna(), second: bo(), wanted: { game: "wildspark" } });
  const handOf = (visitor: Visitor) =>
    eventually(async () => {
      const cards = await visitor.page.locator('[data-look="own"] li').allTextContents();
      return cards.length > 0 ? cards.join() : undefined;
    });
  const [annas, bos] = [await handOf(first), await handOf(second)];
  const choices = () => first.page.getByLabel("Seen by").locator("option").allTextContents();
  await watchAgain(first);
  expect(await handOf(first)).toBe(annas);
  expect(await choices()).toEqual(["Anna", "An observer"]);
  await first.page.getByLabel("Seen by").selectOption({ label: "An observer" });
  await first.page.getByTestId("view").waitFor();
  await eventually(async () => (await first.page.locator('[data-look="own"]').count()) === 0);
  await first.page.getByRole("link", { name: "Back to the table" }).click();
  await resign(first);
  await second.page.getByRole("link", { name: "Play another match" }).waitFor();
  await watchAgain(first);
  expect(await handOf(first)).toBe(annas);
  expect(await choices()).toEqual(["Anna", "Bo", "An observer"]);
  await first.page.getByLabel("Seen by").selectOption({ label: "Bo" });
  await eventually(async () => (await handOf(first)) === bos);
  await first.button("Verify fairness").click();
  await first.page
    .getByTestId("verdict")
    .getByText(/^Verified: all 3 steps and [1-9]\d* draws/)
    .waitFor();
  expect(first.complaints).toEqual([]);
  await Promise.all([first.leave(), second.leave()]);
});
