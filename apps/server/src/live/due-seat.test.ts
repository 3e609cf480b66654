import { expect, test } from "vitest";
import { COUNTING } from "../../../../tests/support/counting-game.js";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { dueSeat } from "./due-seat.js";

const timed = (timing: () => { seats: number[]; turn: string; ms: number }) => ({ ...COUNTING, id: "timed", timing });

test("[MT5] the seat on the clock is due at its deadline, not before", async () => {
  const parts = serverParts({ games: [timed(() => ({ seats: [0], turn: "1", ms: 1_000 }))] });
  const { live } = await tableOf(parts, ["Anna", "Bob"], { game: "timed" });
  const { deadline } = live.head.state;
  expect(dueSeat(live, (deadline ?? 0) - 1)).toBeNull();
  expect(dueSeat(live, deadline ?? 0)).toBe(0);
});

test("[SY6] rules that cannot say whose time it is let nobody's run out", async () => {
  let asked = 0;
  const fickle = timed(() => {
    asked += 1;
    if (asked > 1) throw new Error("sabotage");
    return { seats: [0], turn: "1", ms: 1_000 };
  });
  const parts = serverParts({ games: [fickle] });
  const { live } = await tableOf(parts, ["Anna", "Bob"], { game: "timed" });
  expect(dueSeat(live, (live.head.state.deadline ?? 0) + 1)).toBeNull();
});
