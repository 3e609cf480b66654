import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { playMove } from "../usecases/play-move.js";
import { creditOwed } from "./credit.js";

const NO_OUTAGES = { standstillsAfter: () => [] };

/** A match in which storing a move took so long, and what is owed to whoever is to move then. */
async function storedAfter(ms: number, options: Readonly<Record<string, number | object>>) {
  const parts = serverParts();
  const { live, players } = await tableOf(parts, ["Anna", "Bob"], { game: "tic-tac-toe", options });
  const [anna] = players;
  if (anna === undefined) throw new Error("nobody moves first");
  parts.store.before.append = () => parts.clock.advance(ms);
  const came = parts.clock.now();
  const move = { type: "move", cell: 4 };
  const played = await playMove(parts, anna, { matchId: live.id, msgId: randomUUID(), basedOn: 2, move });
  expect(played).toMatchObject({ ok: true });
  return { came, owed: creditOwed(live, NO_OUTAGES) };
}

test("[DU5.2] [MT6] where a move took long to the log, the next clock is given back what went by until it was there", async () => {
  const clocked = { turnMs: 0, clock: { initialMs: 60_000, incrementMs: 0 } };
  const { came, owed } = await storedAfter(2_000, clocked);
  expect(owed?.standstills).toEqual([{ from: came, to: came + 2_000, until: came + 2_000 }]);
  // The twins: what is in order is nobody's loss, and where there is no clock time is given when it is up.
  expect((await storedAfter(499, clocked)).owed).toBeNull();
  expect((await storedAfter(2_000, { turnMs: 30_000 })).owed).toBeNull();
});
