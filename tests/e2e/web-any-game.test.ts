/** Games that the web client has no table for: made, played and watched by their views and legal moves alone. */
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { eventually } from "../support/eventually.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { createGame, framesOf, moveButton, movesOf, play, seatTwoAt, whoCan } from "./any-game.js";
import { Visitor } from "./web-visitor.js";

const CONNECT_FOUR = fileURLToPath(new URL("../../examples/connect-four/connect-four.mjs", import.meta.url));
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let browser: Browser;
let server: SpawnedServer;
beforeAll(async () => {
  const env = { RATE_LIMITS: "off", HOLDFAST_GAMES: CONNECT_FOUR };
  [browser, server] = await Promise.all([launchBrowser(), spawnServer({ env })]);
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

const anna = (context = {}) => ({ url: server.url, name: "Anna", context });
const bo = (context = {}) => ({ url: server.url, name: "Bo", context });
const HOLDEM = { game: "holdem", players: 2, options: '{"actMs": 0, "betweenHandsMs": 60000}' };

/** The cards that the view shows this visitor as their own: "A♣". */
async function holeCards(visitor: Visitor): Promise<readonly string[]> {
  const cards = visitor.page.getByTestId("view").locator('[data-you="true"] [data-suit]');
  return eventually(async () => {
    const texts = await cards.allTextContents();
    return texts.length === 2 ? texts : undefined;
  });
}

/** The same as the game writes it: "Ac". */
function codeOf(card: string): string {
  const suits: Readonly<Record<string, string>> = { "♣": "c", "♦": "d", "♥": "h", "♠": "s" };
  return `"${card.slice(0, -1).replace("10", "T")}${suits[card.slice(-1)]}"`;
}

async function watchLink(player: Visitor): Promise<string> {
  await player.button("Copy observer link").click();
  await player.hears("Observer link copied.");
  return new URL(await player.clipboard()).pathname;
}

test("[MT14] a game of a third party is listed, created, joined, played to its end and told in words", async () => {
  const [first, second] = await seatTwoAt(browser, {
    first: anna(),
    second: bo(PHONE),
    wanted: { game: "connect-four" },
  });
  await first.isTold("Your turn.");
  await second.isTold("Anna is to move.");
  let discs = 0;
  for (const column of ["3", "3", "4", "4", "5", "5"]) {
    const [mover] = await whoCan([first, second], `Drop: column ${column}`);
    await play(mover, `Drop: column ${column}`);
    discs += 1;
    for (const { page } of [first, second]) {
      const shown = page.getByRole("table", { name: "Columns" }).locator("td[data-tone]");
      await eventually(async () => (await shown.count()) === discs);
    }
  }
  await play(first, "Drop: column 6");
  await first.isTold("You won: four.");
  await second.isTold("Anna won: four.");
  expect(await second.timesLogged("Anna: dropped · column 6")).toBe(1);
  expect(await second.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  expect([...first.complaints, ...second.complaints]).toEqual([]);
  await Promise.all([first.leave(), second.leave()]);
});

test("[MT14] hold'em heads-up: buttons, an amount within its bounds, and a refused one says why", async () => {
  const [one, two] = await seatTwoAt(browser, { first: anna(), second: bo(PHONE), wanted: HOLDEM });
  const [first, second] = await whoCan([one, two], "Call");
  await first.isTold("Your turn · preflop.");
  expect(await moveButton(second, "Call").count()).toBe(0);
  const amount = movesOf(first).getByRole("spinbutton", { name: "To" });
  await amount.fill("3");
  await first.sees(/A whole number from 40 to /);
  expect(
    await movesOf(first)
      .getByRole("button", { name: /^Raise/ })
      .isDisabled(),
  ).toBe(true);
  await amount.fill("60");
  await play(first, "Raise · 60");
  const name = first === one ? "Anna" : "Bo";
  await second.sees(`${name}: raise · to 60`);
  await play(second, "Call");
  await Promise.all([first.sees("Phase"), first.page.locator('[data-field="board"] [data-suit]').nth(2).waitFor()]);
  expect([...first.complaints, ...second.complaints]).toEqual([]);
  await Promise.all([first.leave(), second.leave()]);
});

test("[MT14] a hand, a table of five and forms of many parts stay within the window, on a desk and on a phone", async () => {
  for (const context of [{}, PHONE]) {
    const player = await Visitor.enter(browser, anna(context));
    await createGame(player, "Anna", { game: "briscola-chiamata" });
    for (let bots = 0; bots < 3; bots++) {
      await player.button("Add a bot").click();
      await player.page
        .getByRole("button", { name: /^Remove/ })
        .nth(bots)
        .waitFor();
    }
    await player.button("Add a bot").click();
    await movesOf(player).locator("summary", { hasText: "Reorder" }).waitFor();
    expect(
      await player.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    const sides = player.page.getByRole("table", { name: "By player" }).locator("..");
    expect(await sides.evaluate((frame) => frame.scrollWidth - frame.clientWidth)).toBe(0);
    await player.leave();
  }
});

test("[MT4] an observer of hold'em sees no hole card, neither on the page nor in any frame; its player sees both", async () => {
  const [first, second] = await seatTwoAt(browser, { first: anna(), second: bo(), wanted: HOLDEM });
  const third = await Visitor.enter(browser, { url: server.url, name: "Cleo" });
  const frames = { observer: framesOf(third), player: framesOf(first) };
  await third.page.goto(`${server.url}${await watchLink(first)}`);
  await third.page.getByTestId("view").waitFor();
  await first.page.reload();
  const hidden = [...(await holeCards(first)), ...(await holeCards(second))];
  expect(await movesOf(third).count()).toBe(0);
  const [caller, other] = await whoCan([first, second], "Call");
  await play(caller, "Call");
  await play(other, "Check");
  await third.page.locator('[data-field="board"] [data-suit]').nth(2).waitFor();
  const seen = await third.page.locator("body").innerText();
  const told = frames.observer.join("\n");
  expect(hidden.filter((card) => seen.includes(card))).toEqual([]);
  expect(hidden.filter((card) => told.includes(codeOf(card)))).toEqual([]);
  // The twin: the same probes find them where they are.
  const own = hidden.slice(0, 2);
  const page = await first.page.locator("body").innerText();
  expect(own.filter((card) => page.includes(card))).toEqual(own);
  expect(own.filter((card) => frames.player.join("\n").includes(codeOf(card)))).toEqual(own);
  await Promise.all([first.leave(), second.leave(), third.leave()]);
});

test("[MT14] among bots a hand is put in order and a bid is made with the keyboard alone", async () => {
  const visitor = await Visitor.enter(browser, anna(PHONE));
  const { page } = visitor;
  await createGame(visitor, "Anna", { game: "briscola-chiamata", options: '{"bidMs": 0, "callMs": 0, "playMs": 0}' });
  for (let bots = 1; bots <= 4; bots += 1) {
    await visitor.button("Add a bot").click();
    if (bots < 4)
      await page
        .getByRole("button", { name: /^Remove / })
        .nth(bots - 1)
        .waitFor();
  }
  const hand = () => page.locator('[data-look="own"] li').allTextContents();
  const press = async (name: string | RegExp) => {
    await movesOf(visitor).getByRole("button", { name, disabled: false }).first().focus();
    await page.keyboard.press("Enter");
  };
  await page.getByTestId("view").waitFor();
  const [first = "", second = "", ...rest] = await hand();
  await movesOf(visitor).locator("summary").focus();
  await page.keyboard.press("Enter");
  await press(`${first} down`);
  await visitor.hears(`${first}, place 2 of 8.`);
  await press("Reorder");
  await eventually(async () => (await hand()).join() === [second, first, ...rest].join());
  await visitor.isTold("Your turn · bid.");
  await press("Bid: pass");
  await visitor.sees("You: bid made · bid pass");
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

test("[MT7] a choice that Wildspark demands is there again after a reload, and nothing else can be played", async () => {
  const [one, two] = await seatTwoAt(browser, {
    first: anna(),
    second: bo(),
    wanted: { game: "wildspark", options: whistles() },
  });
  for (const visitor of [one, two]) {
    await movesOf(visitor).getByRole("button", { name: "Setup place" }).first().click();
    await eventually(async () => (await movesOf(visitor).getByRole("button", { name: "Setup place" }).count()) === 0);
  }
  const [mover, other] = await untilWhistled([one, two]);
  const line = "You must search select: search.";
  await mover.isTold(line);
  const demands = (visitor: Visitor) => visitor.page.getByTestId("demands").innerText();
  const [before, choices] = [await demands(mover), await labels(mover)];
  expect(choices.every((label) => label.startsWith("Search select"))).toBe(true);
  await mover.page.reload();
  await mover.isTold(line);
  await moveButton(mover, /^Search select/)
    .first()
    .waitFor();
  expect([await demands(mover), await labels(mover)]).toEqual([before, choices]);
  await other.page.reload();
  await other.isTold(`${mover === one ? "Anna" : "Bo"} must search select: search.`);
  expect(await moveButton(other, /./).count()).toBe(0);
  await moveButton(mover, /^Search select/)
    .first()
    .click();
  await eventually(async () => (await mover.page.getByTestId("demands").count()) === 0);
  await moveButton(mover, "End turn").waitFor();
  await Promise.all([one.leave(), two.leave()]);
});

test("[MT11] a table that anybody may find is joined from the home page, one that is private is not listed there", async () => {
  const [first, other] = [await Visitor.enter(browser, anna()), await Visitor.enter(browser, anna())];
  await createGame(first, "Dora", { game: "connect-four", isPublic: true });
  await createGame(other, "Emil", { game: "connect-four" });
  await Promise.all([first.code(), other.code()]);
  const guest = await Visitor.enter(browser, bo());
  await guest.page.getByLabel("Your name").fill("Bo");
  await guest.button("Look for open tables").click();
  const join = guest.page.getByRole("button", { name: "Join. At the table: Dora" });
  await join.waitFor();
  expect(await guest.page.getByText("Emil").count()).toBe(0);
  await join.click();
  await guest.isTold("Dora is to move.");
  await first.isTold("Your turn.");
  await Promise.all([first, other, guest].map((one) => one.leave()));
});

test("[MT14] the options of a game are fields, with its own defaults and bounds; what is chosen is what is played", async () => {
  const visitor = await Visitor.enter(browser, { url: server.url, name: "Anna" });
  const { page } = visitor;
  await page.locator('label:has(input[value="wildspark"])').click();
  await page.getByText("Options", { exact: true }).click();
  const prizes = page.getByLabel("Prizes (1 to 6)");
  expect(await prizes.getAttribute("placeholder")).toBe("3");
  await prizes.fill("2");
  await page.getByLabel("Turn, seconds").fill("90.5");
  await visitor.button("Create match").click();
  const code = await visitor.code();
  const bo = await Visitor.enter(browser, { url: server.url, name: "Bo" });
  await bo.joinByTyping(code);
  await page.getByTestId("view").waitFor();
  await page.getByText("Settings", { exact: true }).click();
  const settings = page.locator("details[open]").filter({ hasText: "Settings" });
  await settings.getByText("2", { exact: true }).waitFor();
  await settings.getByText("1 min 31 s").waitFor();
  await page.goto(server.url);
  await page.locator('label:has(input[value="tabletop"])').click();
  await page.getByText("Options", { exact: true }).click();
  await page.getByLabel("Clock mode").selectOption({ label: "off" });
  await page.getByLabel("Rounds").fill("11");
  await visitor.button("Create match").click();
  await visitor.sees(/^Bad option: rounds\./);
  expect(visitor.complaints).toEqual([]);
  await Promise.all([visitor.leave(), bo.leave()]);
});

test("[SY6] options that are no JSON are not sent, and those that are wrong are refused with the field's name", async () => {
  const visitor = await Visitor.enter(browser, anna());
  await createGame(visitor, "Anna", { game: "wildspark", options: "{prizes: 3}" });
  await visitor.sees(/one JSON object/);
  await visitor.page.getByLabel("Options of the game").fill('{"prizes": 99}');
  await visitor.button("Create match").click();
  await visitor.sees("Bad option: prizes.");
  await visitor.page.getByLabel("Options of the game").fill('{"prizes": 2}');
  await visitor.button("Create match").click();
  await visitor.code();
  await visitor.leave();
});

/** Two decks with four cards each that let one search. */
function whistles(): string {
  const cards = { I2: 4, A2: 4, T1: 4, E1: 4, N1: 4, E4: 4, T4: 4, XE: 12 };
  const deck = Object.entries(cards).flatMap(([card, count]) => Array.from({ length: count }, () => card));
  return JSON.stringify({ decks: [deck, deck], turnMs: 0 });
}

/** Ends turns until somebody has drawn a Trail Whistle, and plays it: with three prizes not all four can lie there. */
async function untilWhistled(two: readonly [Visitor, Visitor]): Promise<readonly [Visitor, Visitor]> {
  for (;;) {
    const [mover, other] = await whoCan(two, "End turn");
    const whistle = moveButton(mover, "Play trainer: Trail Whistle");
    if ((await whistle.count()) > 0) {
      await whistle.first().click();
      return [mover, other];
    }
    await play(mover, "End turn");
    await moveButton(other, "End turn").waitFor();
  }
}

function labels(visitor: Visitor): Promise<readonly string[]> {
  return movesOf(visitor)
    .locator("button[data-look]")
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label") ?? ""));
}
