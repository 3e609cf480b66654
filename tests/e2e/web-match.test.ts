import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { createGame } from "./any-game.js";
import { seatTwo, Visitor, type Place } from "./web-visitor.js";

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
const table = () => seatTwo(browser, { first: anna(), second: bo() });

/** Plays marks in turn, each seen by both before the next. */
async function playOut(players: readonly [Visitor, Visitor], places: readonly Place[]): Promise<void> {
  for (const [turn, place] of places.entries()) {
    const [mover, other] = turn % 2 === 0 ? players : [players[1], players[0]];
    const mark = turn % 2 === 0 ? "X" : "O";
    await mover.mark(place);
    await mover.seesMark(mark, place);
    await other.seesMark(mark, place);
  }
}

test("[MT1] a match created on the home page and joined by the code typed in is played to its end", async () => {
  const [first, second] = await table();
  await playOut([first, second], ["Centre", "Top", "Top left", "Right", "Bottom right"]);
  await first.isTold("You won with three in a line.");
  await second.isTold("Anna won with three in a line.");
  expect(await first.board()).toBe("XO..XO..X");
  expect(await second.board()).toBe("XO..XO..X");
  await first.page.getByRole("link", { name: "Play another match" }).click();
  await first.page.getByRole("heading", { name: "Pull up a chair." }).waitFor();
  expect([...first.complaints, ...second.complaints]).toEqual([]);
  await Promise.all([first.leave(), second.leave()]);
});

test("[MT1] the home page lists one's own matches and says whose turn it is", async () => {
  const [first, second] = await table();
  const home = await first.anotherTab("/");
  const line = home.page.getByRole("link", { name: /With Bo/ });
  await line.getByText("Your turn").waitFor();
  await first.mark("Centre");
  await first.seesMark("X", "Centre");
  await home.page.reload();
  await line.getByText("Their turn").waitFor();
  await Promise.all([first.leave(), second.leave()]);
});

test("[MT1] a seat is left from the lobby, and a code that leads nowhere says so", async () => {
  const first = await Visitor.enter(browser, anna());
  const code = await first.create();
  await first.button("Leave the table").click();
  await first.page.getByRole("heading", { name: "Pull up a chair." }).waitFor();
  const stranger = await Visitor.enter(browser, bo());
  await stranger.joinByTyping("222222");
  await stranger.page.locator('[data-code="join_failed"]').waitFor();
  expect(stranger.path).toBe("/");
  expect(code).toMatch(/^[2-9A-HJ-NP-Z]{6}$/);
  await Promise.all([first.leave(), stranger.leave()]);
});

describe("whoever types the code of a match that has started", () => {
  async function comeLate(isPublic: boolean) {
    const host = await Visitor.enter(browser, anna());
    await createGame(host, "Anna", { game: "tic-tac-toe", isPublic });
    const code = await host.code();
    const second = await Visitor.enter(browser, bo());
    await second.joinByTyping(code);
    await host.isTold("Your turn: place your X.");
    const late = await Visitor.enter(browser, { url: server.url, name: "Cleo" });
    await late.joinByTyping(code);
    await late.sees("This match has already started");
    return { late, leave: () => Promise.all([host.leave(), second.leave(), late.leave()]) };
  }

  test("[MT1] is offered to watch it where it is public", async () => {
    const { late, leave } = await comeLate(true);
    await late.page.getByRole("link", { name: "Watch it" }).click();
    await late.isTold("Anna is to place an X.");
    expect(late.complaints).toEqual([]);
    await leave();
  });

  test("[MT1] [MT3] is told to ask for a link where it is private", async () => {
    const { late, leave } = await comeLate(false);
    await late.sees("ask its players for a link to watch it");
    expect(await late.page.getByRole("link", { name: "Watch it" }).count()).toBe(0);
    await leave();
  });
});

test.each(["/m/nonsense", "/w/nonsense"])("[MT1] an address that is none says so in plain words: %s", async (path) => {
  const lost = await Visitor.enter(browser, anna(), path);
  await lost.sees("The address may have lost a piece on its way to you.");
  expect(await lost.button("Try again").count()).toBe(0);
  await lost.leave();
});

test("[MT1] a match that does not exist may be asked for again", async () => {
  const lost = await Visitor.enter(browser, anna(), "/m/11111111-1111-4111-8111-111111111111");
  await lost.button("Try again").waitFor();
  await lost.leave();
});

test("[MT1] the code can be pasted in any form, and a join link leads to the table", async () => {
  const first = await Visitor.enter(browser, anna());
  const code = await first.create();
  await first.button("Copy link").click();
  await first.hears("Join link copied.");
  expect(await first.clipboard()).toBe(`${server.url}/j/${code}`);

  await first.page.evaluate((text) => navigator.clipboard.writeText(text), ` ${code.slice(0, 3)}-${code.slice(3)} `);
  const boxes = await first.anotherTab("/");
  await boxes.page.getByLabel("Character 4 of 6").focus();
  await boxes.page.keyboard.press("Control+V");
  await boxes.page.getByTestId("code").getByText(code).waitFor();
  await boxes.page.close();

  const second = await Visitor.enter(browser, bo(), `/j/${code.toLowerCase()}`);
  await second.page.getByLabel("Your name").fill("Bo");
  await second.button("Take a seat").click();
  // Anna's newest page was closed: on a slow machine she is away by now.
  const line = /^(Anna is to place an X|Waiting for Anna to come back)\.$/;
  await second.page.getByRole("heading", { level: 1, name: line }).waitFor();
  await Promise.all([first.leave(), second.leave()]);
});

test("[MT1] resigning asks first, and then the other one has won", async () => {
  const [first, second] = await table();
  await second.button("Resign").click();
  await second.button("Play on").click();
  await first.mark("Centre");
  await second.isTold("Your turn: place your O.");
  await second.button("Resign").click();
  await second.page.getByRole("dialog").getByRole("button", { name: "Resign" }).click();
  await first.isTold("You won: Bo resigned.");
  await second.isTold("Anna won: you resigned.");
  await Promise.all([first.leave(), second.leave()]);
});

test("[MT1] a draw that is offered and accepted ends the match", async () => {
  const [first, second] = await table();
  await first.button("Offer a draw").click();
  await second.isTold("Anna offers a draw. Answer the offer.");
  await second.button("Accept the draw").click();
  await first.isTold("A draw: agreed by both.");
  await second.isTold("A draw: agreed by both.");
  await Promise.all([first.leave(), second.leave()]);
});

test("[MT3] the observer link shows the table to anybody who holds it, and the players see how many watch", async () => {
  const [first, second] = await table();
  const link = await watchLink(first);
  const third = await Visitor.enter(browser, { url: server.url, name: "Cleo" }, link);
  await third.isTold("Anna is to place an X.");
  await first.sees("One person is watching.");
  await first.mark("Centre");
  await third.seesMark("X", "Centre");
  await third.isTold("Bo is to place an O.");
  await third.leave();
  await first.page.getByText("One person is watching.").waitFor({ state: "detached" });
  await Promise.all([first.leave(), second.leave()]);
});

test("[MT2] an observer has no controls, while a player at the same table has all of them", async () => {
  const [first, second] = await table();
  const third = await Visitor.enter(browser, { url: server.url, name: "Cleo" }, await watchLink(first));
  await third.sees("You are watching.");
  const controls = (visitor: Visitor) => visitor.page.locator("main").getByRole("button").count();
  // Nine cells, the observer link, the draw and resigning.
  expect(await controls(first)).toBe(9 + 3);
  expect(await controls(third)).toBe(0);
  await third.cell("Centre").click();
  await first.mark("Top");
  await third.seesMark("X", "Top");
  expect(await third.board()).toBe(".X.......");
  await Promise.all([first.leave(), second.leave(), third.leave()]);
});

test("[SY6] a move that is refused is taken back and the reason is shown", async () => {
  const [first, second] = await table();
  await first.context.setOffline(true);
  await first.isWarned("offline");
  await first.mark("Centre");
  await first.sees("sending…");
  await second.button("Resign").click();
  await second.page.getByRole("dialog").getByRole("button", { name: "Resign" }).click();
  await second.isTold("Anna won: you resigned.");
  await first.context.setOffline(false);
  await first.isTold("You won: Bo resigned.");
  await first.page.locator("[data-refused]").getByText(/over/i).waitFor();
  expect(await first.board()).toBe(".........");
  await Promise.all([first.leave(), second.leave()]);
});

test("[G0] a whole match is played with the keyboard alone, and every move is read out", async () => {
  const [first, second] = await table();
  const walk = async (visitor: Visitor, keys: readonly string[]) => {
    for (const key of [...keys, "Enter"]) await visitor.page.keyboard.press(key);
  };
  for (const visitor of [first, second]) await tabToBoard(visitor);
  await walk(first, []);
  await second.hears("Anna marked the centre. Your turn: place your O.");
  await walk(second, ["ArrowUp"]);
  await first.hears("Bo marked the top. Your turn: place your X.");
  await walk(first, ["ArrowLeft", "ArrowUp"]);
  await second.seesMark("X", "Top left");
  await walk(second, ["ArrowRight", "ArrowDown"]);
  await first.seesMark("O", "Right");
  await walk(first, ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"]);
  await second.hears("Anna won with three in a line.");
  expect(await first.board()).toBe("XO..XO..X");
  await Promise.all([first.leave(), second.leave()]);
});

test.each([360, 320])(
  "[G0] on a phone %i wide the board and everything beside it fit, and a finger can hit them",
  async (width) => {
    const phone = { viewport: { width, height: 740 }, hasTouch: true, isMobile: true };
    const [first, second] = await seatTwo(browser, { first: { ...anna(), context: phone }, second: bo() });
    await first.cell("Centre").getByRole("button").tap();
    await second.seesMark("X", "Centre");
    const { overflow, small, bottom } = await first.page.evaluate(() => ({
      overflow: document.documentElement.scrollWidth - window.innerWidth,
      small: [...document.querySelectorAll("main button")]
        .filter((button) => button.checkVisibility() && button.getBoundingClientRect().height < 43.5)
        .map((button) => `${button.textContent} ${button.getBoundingClientRect().height}`),
      bottom: Math.max(
        ...[...document.querySelectorAll("[data-cell]")].map((one) => one.getBoundingClientRect().bottom),
      ),
    }));
    expect({ overflow, small }).toEqual({ overflow: 0, small: [] });
    expect(bottom).toBeLessThanOrEqual(740);
    await Promise.all([first.leave(), second.leave()]);
  },
);

/** Path of the observer link, as a player copies it at the table. */
async function watchLink(player: Visitor): Promise<string> {
  await player.button("Copy observer link").click();
  await player.hears("Observer link copied.");
  return new URL(await player.clipboard()).pathname;
}

async function tabToBoard(visitor: Visitor): Promise<void> {
  const centre = visitor.cell("Centre").locator("button:focus");
  for (let tabs = 0; tabs < 20 && (await centre.count()) === 0; tabs += 1) await visitor.page.keyboard.press("Tab");
  expect(await centre.count()).toBe(1);
}
