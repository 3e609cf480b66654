/** The checker accepts histories that are right, and names the rule that each broken one breaks. */
import type { Json } from "@holdfast/engine";
import { beforeAll, describe, expect, test } from "vitest";
import { World } from "../world/world.js";
import { BROKEN_LOGS } from "./broken-logs.js";
import { BROKEN_TIMES } from "./broken-times.js";
import { BROKEN_VIEWS } from "./broken-views.js";
import { check } from "./check.js";
import { type Draft, accepted, edit, isAutoMove, must, rowOf, takeBack, tellOfReset } from "./drafts.js";
import { checkGaps } from "./gaps.js";
import type { History, Operation, SeenFrame } from "./history.js";
import { readLogs } from "./logs.js";

/** Right clocks only, so that nothing is forgiven. */
const WORLDS = 4;
const histories: History[] = [];

/** Whether what is broken below is all in it. */
function isRich({ logs, operations, clockErrorMs, end }: History): boolean {
  const kinds = new Set(logs.flatMap(({ commits }) => commits.map(({ commit }) => commit.kind)));
  const isTimed = logs.some(({ facts }) => (facts.options as { turnMs?: number }).turnMs === 5_000);
  const isRefused = operations.some(({ kind, outcome }) => kind === "move" && outcome.kind === "refused");
  const isPlayedFor = logs.some(({ commits }) => commits.some(isAutoMove));
  return (
    clockErrorMs === 0 &&
    logs.every(({ earlier = [] }) => earlier.length === 0) &&
    isPlayedFor &&
    kinds.has("timeout") &&
    kinds.has("absence") &&
    isTimed &&
    isRefused &&
    end !== null
  );
}

beforeAll(async () => {
  for (let seed = 1; histories.length < WORLDS && seed < 500; seed += 1) {
    const history = await new World(`seed ${seed}`).run();
    if (isRich(history)) histories.push(history);
  }
}, 180_000);

describe("histories that are right", () => {
  test("[DU2] are accepted, with everything in them that is broken below", () => {
    for (const history of histories) expect(check(history)).toEqual([]);
    expect(histories.flatMap(({ operations }) => operations).length).toBeGreaterThan(50);
  });
});

test("[SY8.1] a history in which the log was taken back and everybody was told of it is accepted", () => {
  let taken = 0;
  for (const history of histories) {
    const draft = structuredClone(history) as Draft;
    try {
      takeBack(draft);
    } catch {
      // Nobody followed to the end in this one; in one of them somebody did.
      continue;
    }
    tellOfReset(draft);
    expect(check(draft).filter(({ rule }) => rule === "H-a" || rule === "H-f" || rule === "H-g")).toEqual([]);
    taken += 1;
  }
  expect(taken).toBeGreaterThan(0);
});

describe("another copy of a request that is carried out after its answer", () => {
  const copied = () => structuredClone(must(histories[0])) as Draft;
  const rulesOf = (draft: Draft) => check(draft).map(({ rule }) => rule);
  const refused = (reason: string, after: number) => {
    const draft = copied();
    const op = must(draft.operations.find(accepted));
    const rejection = { code: "desync", reason, recovery: "resync", message: "" } as const;
    Object.assign(op, { outcome: { kind: "refused", rejection }, returnedAt: rowOf(draft, op).at + after });
    return rulesOf(draft);
  };

  test("[SY5] is a fault where it was refused, whatever for, and none where its client was told nothing definite", () => {
    expect(refused("version_ahead", -1)).toContain("H-d");
    expect(refused("version_ahead", 1)).toContain("H-d");
    expect(refused("not_your_turn", -1)).toContain("H-d");
    const draft = copied();
    must(draft.operations.find(accepted)).outcome = { kind: "unknown" };
    expect(rulesOf(draft)).not.toContain("H-d");
  });

  test("[SY8.1] is no fault where the log had lost what was answered, and is one where it never had it", () => {
    for (const isInEarlier of [true, false]) {
      const draft = copied();
      const op = must(draft.operations.findLast(accepted));
      const { commit, at } = rowOf(draft, op);
      const log = must(draft.logs.find(({ commits }) => commits.some((one) => one.commit.hash === commit.hash)));
      const again = { commit, at: at + 10_000 };
      const commits = [...log.commits.slice(0, commit.version - 1), again];
      const earlier = isInEarlier ? [{ epoch: log.epoch, commits: log.commits, isSafe: false }] : [];
      edit(draft, log, { epoch: log.epoch + 1, commits, earlier });
      tellOfReset(draft);
      expect(rulesOf(draft).includes("H-c")).toBe(!isInEarlier);
    }
  });
});

test("[DU5.2] a move that the rules throw at does not lose to the clock, and any other does", () => {
  const [, , breaks] = must(BROKEN_TIMES.find(([, what]) => what === "a move that came in time lost to the clock"));
  let judged = 0;
  for (const history of histories) {
    const draft = structuredClone(history) as Draft;
    breaks(draft);
    const op = must(draft.operations.at(-1));
    const read = must(readLogs(draft).matches.get(must(op.matchId)));
    const { seats, game } = must(read.heads[must(op.basedOn)]).state;
    const lost = (move: Json) => {
      const threwAt = new Set([JSON.stringify([game, seats.indexOf(op.actorId), move])]);
      return check({ ...draft, threwAt }).some(({ what }) => what.startsWith("in time lost to"));
    };
    expect([lost({ type: "another" }), lost(op.payload)]).toEqual([true, false]);
    judged += 1;
  }
  expect(judged).toBeGreaterThan(0);
});

test("[SY8] who asked for what was missed need not ask again because of a second copy, and need because of something new", () => {
  const you = { role: "observer", seat: null } as const;
  const frame = { client: "c", matchId: "m", epoch: 1, you, view: "null" } as const;
  const shown = { ...frame, where: "shown", at: 0, version: 2, from: 1 } as const;
  const told = (at: number, version: number) =>
    ({ ...frame, where: "delivered", at, version, from: version - 1 }) as const;
  // The answer came to the first, and what it brought was lost on its way.
  const resumes = [{ client: "c", at: 1_000, answeredAt: 1_010 }];
  const broken = (...frames: SeenFrame[]) =>
    checkGaps({ ...must(histories[0]), frames: [shown, ...frames], resumes, losses: [], end: null }).length;
  expect(broken(told(1_000, 4), told(1_200, 4))).toBe(0);
  expect(broken(told(1_000, 4), told(1_200, 5))).toBe(1);
  expect(broken(told(1_200, 4))).toBe(1);
});

test("[SY8] who has left need not ask for what is told after that, and whoever came back since needs to", () => {
  const you = { role: "player", seat: 1 } as const;
  const frame = { client: "c", matchId: "m", epoch: 1, you, view: "null" } as const;
  const shown = (at: number) => ({ ...frame, where: "shown", at, version: 2, from: 1 }) as const;
  const told = { ...frame, where: "delivered", at: 1_000, version: 4, from: 3 } as const;
  const asked = { client: "c", actorId: "p", msgId: "1", matchId: "m", basedOn: null, payload: null };
  const times = { invokedAt: 400, arrivedAt: 450, returnedAt: 500 };
  const leave = {
    ...asked,
    ...times,
    kind: "leave",
    outcome: { kind: "accepted", version: 4, duplicate: false },
  } as const;
  const broken = (shownAt: number, operations: readonly Operation[]) =>
    checkGaps({
      ...must(histories[0]),
      ...{ frames: [shown(shownAt), told], operations, resumes: [], losses: [], end: null },
    }).length;
  expect(broken(0, [leave])).toBe(0);
  expect(broken(0, [])).toBe(1);
  expect(broken(600, [leave])).toBe(1);
});

describe("histories broken by hand", () => {
  test.each([...BROKEN_LOGS, ...BROKEN_VIEWS, ...BROKEN_TIMES])("[DU2] %s: %s", (rule, _what, breaks) => {
    let broken = 0;
    for (const history of histories) {
      const draft = structuredClone(history) as Draft;
      try {
        breaks(draft);
      } catch {
        // This one has nothing of the kind; one of them must.
        continue;
      }
      broken += 1;
      expect(check(draft).map((violation) => violation.rule)).toContain(rule);
    }
    expect(broken).toBeGreaterThan(0);
  });
});
