import type { Browser, Request } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { seatTwo } from "./web-visitor.js";

let browser: Browser;
let server: SpawnedServer;

beforeAll(async () => {
  const env = { RATE_LIMITS: "off", PRESENCE_DEBOUNCE: "0.2" };
  [browser, server] = await Promise.all([launchBrowser(), spawnServer({ env })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

const anna = () => ({ url: server.url, name: "Anna" });
const bo = () => ({ url: server.url, name: "Bo" });
const table = () => seatTwo(browser, { first: anna(), second: bo() });

test("[DU1] after kill -9 of the server mid-game both browsers are back by themselves at the same board", async () => {
  const [first, second] = await table();
  await first.mark("Centre");
  await second.seesMark("X", "Centre");
  await server.kill();
  await Promise.all([first.isWarned("reconnecting"), second.isWarned("reconnecting")]);
  expect(await first.board()).toBe("....X....");
  await server.start();
  await Promise.all([first.isAtEase(), second.isAtEase()]);
  await second.mark("Top");
  await first.seesMark("O", "Top");
  expect(await first.board()).toBe(".O..X....");
  expect(await second.board()).toBe(".O..X....");
  expect([...first.complaints, ...second.complaints]).toEqual([]);
  await Promise.all([first.leave(), second.leave()]);
});

test("[SY12.2] a browser dials a server that stays away three times, asks for it from then on, and dials when it answers", async () => {
  const [first, second] = await table();
  const { page } = first;
  await server.kill();
  await first.isWarned("reconnecting");
  let dialled = 0;
  page.on("websocket", () => {
    dialled += 1;
  });
  const isRing = (request: Request) => request.url() === `${server.url}/trpc/healthz`;
  for (let rung = 0; rung < 4; rung += 1) await page.waitForEvent("requestfailed", isRing);
  const inVain = dialled;
  expect(inVain).toBeLessThanOrEqual(3);
  await server.start();
  await first.isAtEase();
  expect(dialled).toBe(inVain + 1);
  expect(first.complaints).toEqual([]);
  await Promise.all([first.leave(), second.leave()]);
});

test("[SY12] a move made while the server is gone is shown as on its way and happens once when it is back", async () => {
  const [first, second] = await table();
  await server.kill();
  await first.isWarned("reconnecting");
  await first.mark("Centre");
  await first.sees("sending…");
  await first.isTold("Sending your move…");
  expect(await first.board()).toBe(".........");
  await server.start();
  await Promise.all([first.seesMark("X", "Centre"), second.seesMark("X", "Centre")]);
  await Promise.all([first.isAtEase(), second.isAtEase()]);
  expect(await second.timesLogged("Anna marked the centre.")).toBe(1);
  expect(await first.page.locator("[data-refused=true]").count()).toBe(0);
  await second.isTold("Your turn: place your O.");
  await Promise.all([first.leave(), second.leave()]);
});

test("[DU1] a move whose receipt was lost in a crash is there exactly once and is not refused", async () => {
  const [first, second] = await table();
  const line = await first.overLossyLine();
  line.loseReplies();
  await first.mark("Centre");
  await second.seesMark("X", "Centre");
  await first.sees("sending…");
  expect(await first.board()).toBe(".........");
  expect(line.lost.filter((reply) => reply.includes('"duplicate":false'))).toHaveLength(1);
  await server.kill();
  await server.start();
  await first.seesMark("X", "Centre");
  await first.isTold("Bo is to place an O.");
  await second.isTold("Your turn: place your O.");
  expect(await first.timesLogged("You marked the centre.")).toBe(1);
  expect(await first.page.locator("[data-refused=true]").count()).toBe(0);
  await Promise.all([first.leave(), second.leave()]);
});

test("[SY7] a page that is reloaded mid-game resumes the same seat and knows the whole story", async () => {
  const [first, second] = await table();
  await first.mark("Centre");
  await second.mark("Top");
  await first.seesMark("O", "Top");
  await first.page.reload();
  await first.isTold("Your turn: place your X.");
  expect(await first.board()).toBe(".O..X....");
  expect(await first.timesLogged("You marked the centre.")).toBe(1);
  await first.mark("Right");
  await second.seesMark("X", "Right");
  await Promise.all([first.leave(), second.leave()]);
});

test("[SY10] a second tab takes the seat, the first one says so, and can take it back", async () => {
  const [first, second] = await table();
  const tab = await first.anotherTab(first.path);
  await tab.isTold("Your turn: place your X.");
  await first.isWarned("elsewhere");
  await tab.isAtEase();
  const centre = first.cell("Centre").getByRole("button");
  expect(await centre.getAttribute("aria-disabled")).toBe("true");
  await centre.click({ force: true });

  await first.button("Take the seat back").click();
  await first.isAtEase();
  await tab.isWarned("elsewhere");
  await first.mark("Top");
  await second.seesMark("X", "Top");
  expect(await second.board()).toBe(".X.......");
  await Promise.all([first.leave(), second.leave()]);
});

test("[SY12] a browser without a network says that it is offline and is up to date again by itself", async () => {
  const [first, second] = await table();
  await second.context.setOffline(true);
  await second.isWarned("offline");
  const rival = second.page.getByRole("list", { name: "Seats" }).getByRole("listitem").filter({ hasText: "Anna" });
  await rival.getByText("not known").waitFor();
  await first.mark("Centre");
  await first.seesMark("X", "Centre");
  await second.context.setOffline(false);
  await second.isAtEase();
  await rival.getByText("here").waitFor();
  await second.seesMark("X", "Centre");
  await second.isTold("Your turn: place your O.");
  await Promise.all([first.leave(), second.leave()]);
});

test("[DU9] a server that is asked to stop is said to be restarting until it is back", async () => {
  const [first, second] = await table();
  await first.mark("Centre");
  await second.seesMark("X", "Centre");
  await server.stop();
  await Promise.all([first.isWarned("restarting"), second.isWarned("restarting")]);
  await server.start();
  await Promise.all([first.isAtEase(), second.isAtEase()]);
  await second.mark("Top");
  await first.seesMark("O", "Top");
  await Promise.all([first.leave(), second.leave()]);
});

test("[SY4] a player who leaves is shown as away while the seat is held, and as here again afterwards", async () => {
  const [first, second] = await table();
  const seats = first.page.getByRole("list", { name: "Seats" }).getByRole("listitem");
  await seats.filter({ hasText: "Bo" }).getByText("here").waitFor();
  const path = second.path;
  await second.page.goto("about:blank");
  await seats
    .filter({ hasText: "Bo" })
    .getByText(/away.*0:\d\d|away.*1:00/)
    .waitFor();
  await second.page.goto(`${server.url}${path}`);
  await seats.filter({ hasText: "Bo" }).getByText("here").waitFor();
  await Promise.all([first.leave(), second.leave()]);
});
