import { expect, test } from "vitest";
import { ABSENT, ADMIN, type Command, RETURNED, SYSTEM } from "./command.js";
import { eraseGame } from "./game.js";
import { secretDuel } from "./laws/secret-duel.js";
import { dueTimeout } from "./propose-time.js";
import { replayLog } from "./replay.js";
import { verifyLog } from "./log-audit.js";
import { accept } from "./result.js";
import { bid, facts, match, move, msgId, SEED, started, Table, join } from "./table-for-tests.js";

const pause = (): Command => ({ kind: "pause", actorId: ADMIN, msgId: msgId(), reason: "The hall is on fire." });
const resume = (): Command => ({ kind: "resume", actorId: ADMIN, msgId: msgId(), reason: "It was not." });

test("[MT10] while play is paused nobody is to move, no clock runs, and a move is told to wait", () => {
  const table = started();
  expect(table.head.state.deadline).toBe(11_010);
  table.must(pause());
  expect(table.head.state).toMatchObject({ status: "paused", toMove: [], deadline: null });
  expect(table.head.state.pause).toMatchObject({ reason: "The hall is on fire.", since: 10_020, remainingMs: 990 });
  expect(table.refusal(move(0, 3, bid(1)))).toBe("match_paused/match_paused");
  expect(table.refusal({ kind: "absence", actorId: SYSTEM, msgId: "a", seats: [0, 1] })).toBe(
    "match_paused/match_paused",
  );
  expect(dueTimeout(match, table.head, 99_999)).toBeNull();
});

test("[MT10] resuming gives back who is to move and what was left of the clock, and makes no move stale", () => {
  const table = started();
  const before = table.head.state;
  table.must(pause());
  table.now = 500_000;
  table.must(resume());
  const { last: _last, deadline, ...after } = table.head.state;
  const { last: _before, deadline: _running, ...wanted } = before;
  expect(after).toEqual(wanted);
  expect(deadline).toBe(500_990);
  table.must(move(0, 2, bid(1)));
});

test("[MT10] pausing twice, resuming what runs, and either before the start or after the end is refused", () => {
  const table = started();
  expect(table.refusal(resume())).toBe("invalid_action/not_paused");
  table.must(pause());
  expect(table.refusal(pause())).toBe("invalid_action/already_paused");
  table.must({ kind: "abort", actorId: ADMIN, msgId: msgId(), reason: "over" });
  expect(table.head.state.pause).toBeUndefined();
  expect(table.refusal(pause())).toBe("game_over/match_over");
  expect(table.refusal(resume())).toBe("game_over/match_over");
  const open = new Table();
  open.must(join("ann"));
  expect(open.refusal(pause())).toBe("invalid_action/not_started");
  expect(open.refusal(resume())).toBe("invalid_action/not_paused");
});

test("[SY3.1] whoever comes back ends the pause that their absence began, and none that somebody decided on meanwhile", () => {
  const returned = { kind: "resume", actorId: SYSTEM, reason: RETURNED } as const;
  const table = started();
  table.must({ kind: "pause", actorId: SYSTEM, msgId: msgId(), reason: ABSENT });
  table.must({ ...returned, msgId: msgId() });
  expect(table.head.state.status).toBe("playing");
  table.must(pause());
  expect(table.refusal({ ...returned, msgId: msgId() })).toBe("match_paused/match_paused");
  expect(table.head.state.status).toBe("paused");
  table.must(resume());
});

/** The duel in which a resignation costs the seat its coins and play goes on, so that one may give up in a pause. */
const lenient = {
  game: eraseGame({ ...secretDuel, onLeave: (_state, seat) => [{ type: "bidden", seat, amount: 1 }] }),
  facts,
};

test("[MT10] somebody may give up while play is paused: it stays paused for those who go on", () => {
  const table = new Table(lenient);
  table.must(join("ann"));
  table.must(join("bob"));
  table.must(pause());
  table.now = 20_000;
  table.must({ kind: "resign", actorId: "ann", msgId: msgId(), seat: 0 });
  expect(table.head.state).toMatchObject({ status: "paused", toMove: [], deadline: null });
  expect(table.head.state.pause).toMatchObject({ since: 10_020, toMove: [1], remainingMs: 1_000 });
  table.must(resume());
  expect(table.head.state).toMatchObject({ status: "playing", toMove: [1], since: [4, 4] });
  expect(table.refusal(move(1, 3, bid(1)))).toBe("stale_version/stale_version");

  const over = started();
  over.must(pause());
  over.must({ kind: "resign", actorId: "ann", msgId: msgId(), seat: 0 });
  expect(over.head.state).toMatchObject({ status: "finished", outcome: { winners: [1] } });
  expect(over.head.state.pause).toBeUndefined();
});

/** The duel with a pause of its own: it stands still from the first bid until somebody resumes it. */
const standing = {
  game: eraseGame({
    ...secretDuel,
    toMove: ({ turn, ended }) => (ended === null && turn !== 1 ? [turn % 2] : []),
    timing: ({ turn }) => (turn === 1 ? null : { seats: [turn % 2], turn: `${turn}`, ms: 1_000 }),
    onResume: ({ turn }) => (turn === 1 ? [{ type: "slept", seat: 1 }] : []),
    decide: () => accept([{ type: "bidden", seat: 0, amount: 1 }]),
  }),
  facts,
};

test("[MT10] resuming also ends a pause that the rules began, with the rules' own events", () => {
  for (const alsoByPlatform of [false, true]) {
    const table = new Table(standing);
    table.must(join("ann"));
    table.must(join("bob"));
    table.must(move(0, 2, bid(1)));
    expect(table.head.state.status).toBe("paused");
    if (alsoByPlatform) table.must(pause());
    const { events } = table.must(resume());
    expect(events).toEqual([{ type: "slept", seat: 1 }]);
    expect(table.head.state).toMatchObject({ status: "playing", toMove: [0] });
    expect(table.head.state.deadline).toBe(table.now - 10 + 1_000);
    expect(verifyLog(standing, table.log, SEED)).toEqual(table.head);
  }
});

test("[MT10] a log with pauses replays and verifies to the same state", () => {
  const table = started();
  table.must(pause());
  table.must(resume());
  table.must(move(0, 2, bid(1)));
  expect(replayLog(match, table.log)).toEqual(table.head);
  expect(verifyLog(match, table.log, SEED)).toEqual(table.head);
});
