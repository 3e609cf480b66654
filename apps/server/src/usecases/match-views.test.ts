import { randomUUID } from "node:crypto";
import { asJson, type Json, OBSERVER, type Viewer, viewFor } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import { resolveMatch } from "./administer.js";
import { RefusedError, type Session } from "./deps.js";
import { legalMoves } from "./legal-moves.js";
import { matchViews, type ViewsRequest } from "./match-views.js";
import { playMove } from "./play-move.js";

/** A hold'em match of so many moves, with what each viewer was shown at every version, as it was then. */
async function played(moves: number) {
  const parts = serverParts();
  const { live, players } = await tableOf(parts, ["Anna", "Bob"], { game: "holdem", seats: 2, options: { actMs: 0 } });
  const viewers: readonly Viewer[] = [{ kind: "seat", seat: 0 }, { kind: "seat", seat: 1 }, OBSERVER];
  const shown = viewers.map(() => new Map<number, Json>());
  const note = () => {
    for (const [at, viewer] of viewers.entries()) shown[at]?.set(live.head.version, viewFor(live, live.head, viewer));
  };
  note();
  for (let at = 0; at < moves; at += 1) {
    const [seat = 0] = live.head.state.toMove;
    const by = players[seat] ?? userSession("Anna");
    const { legal, version } = await legalMoves(parts, by, { matchId: live.id });
    const move = ["check", "call"].map((type) => legal?.all.find((one) => one.type === type)).find((one) => one);
    if (move === undefined) break;
    await playMove(parts, by, { matchId: live.id, msgId: randomUUID(), basedOn: version, move: asJson(move) });
    note();
  }
  const [anna = userSession("Anna"), bob = userSession("Bob")] = players;
  const views = (session: Session, more: Partial<ViewsRequest> = {}) =>
    matchViews(parts, session, { matchId: live.id, after: 0, limit: 64, ...more });
  return { parts, live, anna, bob, shown, views };
}

async function refusalOf(query: Promise<unknown>): Promise<string> {
  const why = await query.then(
    () => "answered",
    (error: unknown) => error,
  );
  return why instanceof RefusedError ? `${why.rejection.code}/${why.rejection.reason}` : String(why);
}

describe("a match that goes on", () => {
  test("[MT9.2] each player is shown every version exactly as it was shown then, and nobody else's cards", async () => {
    const { live, anna, bob, shown, views } = await played(6);
    for (const [at, session] of [anna, bob].entries()) {
      const page = await views(session);
      expect(page).toMatchObject({ version: live.head.version, isOver: false, next: null });
      expect(page.views.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].slice(0, live.head.version));
      expect(page.views[0]?.view).toBe(null);
      for (const { version, view } of page.views.slice(1)) expect(view).toEqual(shown[at]?.get(version));
    }
    expect((await views(anna)).views.at(-1)?.view).not.toEqual((await views(bob)).views.at(-1)?.view);
  });

  test("[MT9.2] another's seat is refused, also to an observer; as an observer everybody may look", async () => {
    const { anna, shown, views } = await played(2);
    expect(await refusalOf(views(anna, { seat: 1 }))).toBe("forbidden/match_running");
    expect(await refusalOf(views(anna, { seat: 0 }))).toBe("answered");
    expect(await refusalOf(views(anna, { seat: 9 }))).toBe("invalid_message/no_such_seat");
    expect(await refusalOf(views(userSession("Olga")))).toBe("not_found/no_such_match");
    const page = await views(anna, { seat: null });
    expect(page.views.at(-1)?.view).toEqual(shown[2]?.get(page.version));
  });
});

describe("a match that is over", () => {
  test("[MT9.2] everybody who may see it may see it from every seat", async () => {
    const { parts, live, anna, bob, shown, views } = await played(4);
    const decided = { matchId: live.id, msgId: randomUUID(), reason: "It is late.", winners: [1] };
    await resolveMatch(parts, decided);
    const page = await views(anna, { seat: 1 });
    expect(page.isOver).toBe(true);
    for (const { version, view } of page.views.slice(1, -1)) expect(view).toEqual(shown[1]?.get(version));
    expect(page.views.at(-1)).toMatchObject({ kind: "resolve", outcome: { winners: [1] } });
    expect((await views(bob, { seat: 0 })).views.at(-2)?.view).toEqual(shown[0]?.get(live.head.version - 1));
  });
});

describe("a long match", () => {
  test("[MT9.2] is told page by page, each version once, wherever one begins", async () => {
    const parts = serverParts({ games: [] });
    const { live, players } = await tableOf(parts, undefined, { game: "tabletop" });
    const [anna = userSession("Anna")] = players;
    for (let at = 0; at < 200; at += 1) {
      const move = { type: "set-name", player: 1, name: `Anna the ${at}` };
      await playMove(parts, anna, { matchId: live.id, msgId: randomUUID(), basedOn: live.head.version, move });
    }
    expect(live.head.version).toBe(202);
    const page = (after: number) => matchViews(parts, anna, { matchId: live.id, after, limit: 50 });
    const versions: number[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const { views, next } = await page(after);
      versions.push(...views.map(({ version }) => version));
      after = next;
    }
    expect(versions).toEqual(Array.from({ length: 202 }, (_, at) => at + 1));
    const [late, again] = await Promise.all([page(190), page(150)]);
    expect(late.views[0]?.view).toMatchObject({ players: [{ name: "Anna the 188" }, {}] });
    expect(again.views[0]?.view).toMatchObject({ players: [{ name: "Anna the 148" }, {}] });
    expect(await page(202)).toMatchObject({ views: [], next: null, version: 202 });
    expect(await page(999)).toMatchObject({ views: [], next: null, version: 202 });
  });
});
