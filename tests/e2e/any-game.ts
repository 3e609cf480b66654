/** Visitors at a game for which the web client has no table of its own. */
import type { Browser, Locator } from "playwright-core";
import { eventually } from "../support/eventually.js";
import { Visitor, type VisitorOptions } from "./web-visitor.js";

export interface Wanted {
  readonly game: string;
  /** Typed into the field for options, as it is. */
  readonly options?: string;
  readonly players?: number;
  /** Anybody may find it. */
  readonly isPublic?: boolean;
}

/** Picks the game on the home page, says what else is wanted, and creates the match. */
export async function createGame(
  visitor: Visitor,
  name: string,
  { game, options, players, isPublic = false }: Wanted,
): Promise<void> {
  const { page } = visitor;
  await page.getByLabel("Your name").fill(name);
  await page.locator(`label:has(input[value="${game}"])`).click();
  if (players !== undefined) await page.getByRole("combobox", { name: "Players" }).selectOption(String(players));
  if (options !== undefined || isPublic) await page.getByText("Options", { exact: true }).click();
  if (options !== undefined) {
    await page.getByText("Advanced", { exact: true }).click();
    await page.getByLabel("Options of the game").fill(options);
  }
  if (isPublic) await page.getByLabel("Anybody may find and watch it").check();
  await visitor.button("Create match").click();
}

/** Two people at one match of any game. */
export async function seatTwoAt(
  browser: Browser,
  {
    first,
    second,
    wanted,
  }: { readonly first: VisitorOptions; readonly second: VisitorOptions; readonly wanted: Wanted },
): Promise<readonly [Visitor, Visitor]> {
  const anna = await Visitor.enter(browser, first);
  await createGame(anna, first.name, wanted);
  const code = await anna.code();
  const bo = await Visitor.enter(browser, second);
  await bo.joinByTyping(code);
  await Promise.all([anna, bo].map(({ page }) => page.getByTestId("view").waitFor()));
  return [anna, bo];
}

export const movesOf = ({ page }: Visitor): Locator => page.getByTestId("moves");

/** The button of a legal move that can be clicked now. */
export function moveButton(visitor: Visitor, name: string | RegExp): Locator {
  const exact = typeof name === "string";
  return movesOf(visitor).getByRole("button", { name, exact, disabled: false });
}

/** Plays a move by its button. */
export function play(visitor: Visitor, name: string | RegExp): Promise<void> {
  return moveButton(visitor, name).first().click();
}

/** Whoever of the two has a move by this name, once one of them has. */
export function whoCan(two: readonly [Visitor, Visitor], name: string | RegExp): Promise<readonly [Visitor, Visitor]> {
  return eventually(async () => {
    if ((await moveButton(two[0], name).count()) > 0) return two;
    return (await moveButton(two[1], name).count()) > 0 ? ([two[1], two[0]] as const) : undefined;
  });
}

/** Every frame that came over the visitor's sockets from now on. */
export function framesOf({ page }: Visitor): readonly string[] {
  const frames: string[] = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => void frames.push(String(payload))));
  return frames;
}
