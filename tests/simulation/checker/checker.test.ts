/** The checker accepts histories that are right, and names the rule that each broken one breaks. */
import { createHash } from "node:crypto";
import { type Commit, commitHashOf, type StoredCommit } from "@holdfast/engine";
import { beforeAll, describe, expect, test } from "vitest";
import { World } from "../world/world.js";
import { check } from "./check.js";
import type { History, MatchLog, Operation, SeenFrame } from "./history.js";

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = { -readonly [K in keyof History]: History[K] extends readonly (infer E)[] ? Writable<E>[] : History[K] };

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

function must<T>(found: T | undefined | null): T {
  if (found === undefined || found === null) throw new Error("the history has nothing of the kind");
  return found;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The log with hashes that fit again, as somebody who tampers with it would leave it. */
function rechained(log: MatchLog, edit: (commit: Writable<Commit>, index: number) => void): MatchLog {
  let parentHash = log.commits[0]?.commit.parentHash ?? "";
  const commits = log.commits.map(({ commit, at }, index): StoredCommit => {
    const edited = { ...commit, parentHash };
    edit(edited, index);
    edited.hash = commitHashOf(edited, sha256);
    parentHash = edited.hash;
    return { commit: edited, at };
  });
  return { ...log, commits };
}

const accepted = ({ outcome, kind }: Operation) => outcome.kind === "accepted" && kind === "move";
const rowOf = (history: Draft, op: Operation) =>
  must(history.logs.flatMap(({ commits }) => commits).find(({ commit }) => commit.msgId === op.msgId));
const longest = (history: Draft) => must([...history.logs].sort((a, b) => b.commits.length - a.commits.length)[0]);
const edit = (history: Draft, log: MatchLog, change: Partial<MatchLog>) => {
  history.logs = history.logs.map((one) => (one === log ? { ...one, ...change } : one));
};
const isAutoMove = ({ commit }: StoredCommit) =>
  commit.kind === "timeout" && (commit.events[0] as { type?: string } | undefined)?.type === "move.made";
/** Who sits there in the end: a seat may have been left and taken again before play began. */
const playerOf = ({ commits }: MatchLog, seat: number) =>
  must(commits.findLast(({ commit }) => commit.kind === "join" && commit.seat === seat)).commit.actorId;
const shown = ({ where }: SeenFrame) => where === "shown";

/** The log loses its tail from an accepted move on, of somebody who follows to the end. @returns that move. */
function takeBack(h: Draft, isSafe = false): Operation {
  const follows = ({ client, matchId }: Operation) =>
    must(h.end).clients.some((one) => one.client === client && one.matchId === matchId);
  const op = must(h.operations.findLast((one) => accepted(one) && follows(one)));
  const log = must(h.logs.find(({ commits }) => commits.some(({ commit }) => commit.msgId === op.msgId)));
  const { epoch, commits } = log;
  const kept = commits.slice(0, rowOf(h, op).commit.version - 1);
  edit(h, log, { epoch: epoch + 1, commits: kept, earlier: [{ epoch, commits, isSafe }] });
  return op;
}

/** Everybody who follows is told of it. */
function tellOfReset(h: Draft): void {
  const end = must(h.end);
  const epochs = new Map(h.logs.map(({ facts, epoch }) => [facts.matchId, epoch]));
  const told = end.clients.filter(({ matchId, epoch }) => epoch !== epochs.get(matchId));
  h.resets = told.map(({ client, matchId, epoch }) => ({
    ...{ client, matchId, at: end.at, before: epoch ?? 1 },
    epoch: epochs.get(matchId) ?? 1,
  }));
  h.end = { ...end, clients: end.clients.map((one) => ({ ...one, epoch: epochs.get(one.matchId) ?? 1 })), caches: [] };
}

const BROKEN: readonly (readonly [rule: string, what: string, breaks: (history: Draft) => void])[] = [
  [
    "H-a",
    "an accepted move is not in the log",
    (h) => {
      const op = must(h.operations.findLast(accepted));
      const log = must(h.logs.find(({ commits }) => commits.some(({ commit }) => commit.msgId === op.msgId)));
      edit(h, log, { commits: log.commits.slice(0, rowOf(h, op).commit.version - 1) });
    },
  ],
  ["H-a", "an accepted move was taken back, and its player never heard of it", (h) => void takeBack(h)],
  [
    "H-a",
    "an accepted move was taken back where nothing that was acknowledged may be",
    (h) => {
      takeBack(h, true);
      tellOfReset(h);
    },
  ],
  ["H-g", "a client ends in an epoch that is over", (h) => void takeBack(h)],
  [
    "H-a",
    "an accepted move was told another version",
    (h) => {
      must(h.operations.find(accepted)).outcome = { kind: "accepted", version: 999, duplicate: false };
    },
  ],
  [
    "H-a",
    "another move than was asked is in the log",
    (h) => {
      must(h.operations.find(accepted)).payload = { type: "move", cell: 99 };
    },
  ],
  [
    "H-a",
    "a move is in the log that nobody made",
    (h) => {
      h.operations = h.operations.filter((op) => op !== h.operations.find(accepted));
    },
  ],
  [
    "H-b",
    "a version is missing",
    (h) => {
      const log = longest(h);
      edit(h, log, { commits: log.commits.toSpliced(2, 1) });
    },
  ],
  [
    "H-b",
    "two versions have changed places",
    (h) => {
      const log = longest(h);
      edit(h, log, { commits: [...log.commits.slice(0, 2), must(log.commits[3]), must(log.commits[2])] });
    },
  ],
  [
    "H-b",
    "a commit was changed after it was written",
    (h) => {
      const log = longest(h);
      const { commit, at } = must(log.commits[1]);
      edit(h, log, { commits: log.commits.with(1, { commit: { ...commit, receivedAt: commit.receivedAt + 1 }, at }) });
    },
  ],
  [
    "H-b",
    "events were changed and all hashes made to fit",
    (h) => {
      const log = longest(h);
      // Some commits, a credit say, have none.
      const last = log.commits.findLastIndex(({ commit }) => commit.events.length > 0);
      must(log.commits[last]);
      edit(
        h,
        log,
        rechained(log, (commit, index) => {
          if (index === last) commit.events = [];
        }),
      );
    },
  ],
  [
    "H-b",
    "one msgId is in the log twice",
    (h) => {
      const log = longest(h);
      const { actorId, msgId } = must(log.commits[2]).commit;
      must(log.commits[4]);
      edit(
        h,
        log,
        rechained(log, (commit, index) => {
          if (index === 4) Object.assign(commit, { actorId, msgId });
        }),
      );
    },
  ],
  [
    "H-b",
    "the seed is not the one that was committed to",
    (h) => {
      edit(h, longest(h), { seed: sha256("another seed") });
    },
  ],
  [
    "H-b",
    "a move was accepted in another situation than it was made for",
    (h) => {
      const op = must(h.operations.findLast((one) => accepted(one) && rowOf(h, one).commit.version > 4));
      op.basedOn = 0;
    },
  ],
  [
    "H-c",
    "a move was answered before it was stored",
    (h) => {
      const op = must(h.operations.find(accepted));
      op.returnedAt = rowOf(h, op).at - 1;
    },
  ],
  [
    "H-c",
    "a move was made after a later version had been answered",
    (h) => {
      const byLog = h.logs.map(({ commits }) =>
        commits.flatMap(({ commit }) => h.operations.filter((op) => op.msgId === commit.msgId && accepted(op))),
      );
      const ops = must(byLog.find(({ length }) => length > 1));
      const [first, last] = [must(ops[0]), must(ops.at(-1))];
      first.invokedAt = must(last.returnedAt) + 1;
      first.returnedAt = first.invokedAt + 1;
    },
  ],
  [
    "H-d",
    "a refused move is in the log",
    (h) => {
      const rejection = { code: "invalid_turn", reason: "not_your_turn", recovery: "fix_input" } as const;
      must(h.operations.find(accepted)).outcome = { kind: "refused", rejection };
    },
  ],
  [
    "H-d",
    "a move was refused for what was wrong with another",
    (h) => {
      const op = must(h.operations.find((one) => one.outcome.kind === "refused" && !h.poisoned.has(one.msgId)));
      op.outcome = { kind: "refused", rejection: { code: "invalid_message", reason: "unstorable", recovery: "none" } };
    },
  ],
  [
    "H-e",
    "a move without an answer is in the log as another",
    (h) => {
      const op = must(h.operations.find(accepted));
      op.outcome = { kind: "unknown" };
      op.payload = { type: "move", cell: 99 };
    },
  ],
  [
    "H-f",
    "a view is not that of its version",
    (h) => {
      must(h.frames.find(({ version, view }) => version > 2 && view !== "null")).view = '{"phase":"playing"}';
    },
  ],
  [
    "H-f",
    "a version was shown that the log never had",
    (h) => {
      must(h.frames.findLast(shown)).version = 999;
    },
  ],
  [
    "H-f",
    "a version was sent before it was stored",
    (h) => {
      must(h.frames.find(({ where, version }) => where === "delivered" && version > 1)).at -= 60_000;
    },
  ],
  [
    "H-f",
    "somebody was shown an older version after a newer one",
    (h) => {
      const newest = must(h.frames.findLast((frame) => shown(frame) && frame.version > 3));
      const older = must(
        h.frames.find(
          (f) => shown(f) && f.matchId === newest.matchId && f.client === newest.client && f.version < newest.version,
        ) ??
          h.frames.find(
            (f) => f.matchId === newest.matchId && f.version < newest.version && f.you.seat === newest.you.seat,
          ),
      );
      h.frames.push({ ...older, client: newest.client, where: "shown", at: newest.at });
    },
  ],
  [
    "H-f",
    "a frame is of another incarnation of the log",
    (h) => {
      must(h.frames.find(shown)).epoch = 7;
    },
  ],
  [
    "H-f",
    "a player was shown what the other may see",
    (h) => {
      const frame = must(h.frames.find((f) => f.view.includes('"you":{"seat":0')));
      frame.you = { role: "player", seat: 1 };
    },
  ],
  [
    "H-f",
    "a version's events were told twice",
    (h) => {
      h.events.push(must(h.events.at(-1)));
    },
  ],
  [
    "H-f",
    "a version's events were left out",
    (h) => {
      const client = must(h.events.find(({ client: c }) => h.events.filter((e) => e.client === c).length > 2)).client;
      const second = must(h.events.filter((e) => e.client === client)[1]);
      h.events = h.events.filter((e) => e !== second);
    },
  ],
  [
    "H-f",
    "events were told that are not those of the log",
    (h) => {
      must(h.events.find(({ events }) => events.length > 2)).events = "[]";
    },
  ],
  [
    "H-g",
    "a client is not level after the calm",
    (h) => {
      const end = must(h.end);
      const clients = end.clients.map((one, i) => (i === 0 ? { ...one, version: 0 } : one));
      h.end = { ...end, clients };
    },
  ],
  [
    "H-g",
    "a client is still reconnecting after the calm",
    (h) => {
      const end = must(h.end);
      h.end = { ...end, clients: end.clients.map((one, i) => (i === 0 ? { ...one, status: "reconnecting" } : one)) };
    },
  ],
  [
    "H-g",
    "a request has no answer after the calm",
    (h) => {
      const end = must(h.end);
      h.end = { ...end, clients: end.clients.map((one, i) => (i === 0 ? { ...one, waiting: 1 } : one)) };
    },
  ],
  [
    "H-g",
    "a client saw that it had missed a version and did nothing about it",
    (h) => {
      const at = h.frames.findIndex((one) => shown(one) && one.version > 0);
      const frame = must(h.frames[at]);
      const { version } = frame;
      h.frames.splice(at + 1, 0, { ...frame, where: "delivered", version: version + 2, from: version + 1 });
      h.resumes = [];
      h.losses = [];
    },
  ],
  [
    "H-g",
    "a node is behind after the calm",
    (h) => {
      const end = must(h.end);
      h.end = { ...end, caches: end.caches.map((one, i) => (i === 0 ? { ...one, version: 0 } : one)) };
    },
  ],
  [
    "H-g",
    "a node holds a state that is not the log's",
    (h) => {
      const end = must(h.end);
      h.end = { ...end, caches: end.caches.map((one, i) => (i === 0 ? { ...one, hash: sha256("another") } : one)) };
    },
  ],
  [
    "H-h",
    "a timeout came before its deadline",
    (h) => {
      const log = must(h.logs.find(({ commits }) => commits.some(({ commit }) => commit.kind === "timeout")));
      const commits = log.commits.map((one) => (one.commit.kind === "timeout" ? { ...one, at: one.at - 3_000 } : one));
      edit(h, log, { commits });
    },
  ],
  [
    "H-h",
    "a move that came in time was called late",
    (h) => {
      const op = must(
        h.operations.find(
          (one) => one.kind === "move" && one.outcome.kind === "refused" && deadlineOf(h, one) !== null,
        ),
      );
      op.outcome = {
        kind: "refused",
        rejection: { code: "invalid_turn", reason: "deadline_passed", recovery: "fix_input" },
      };
      op.arrivedAt = must(deadlineOf(h, op)) - 1_000;
    },
  ],
  [
    "H-h",
    "a move that came in time lost to the clock",
    (h) => {
      const log = must(h.logs.find(({ commits }) => commits.some(isAutoMove)));
      const { commit } = must(log.commits.find(isAutoMove));
      const { seat, cell } = must(commit.events[0] as { seat: number; cell: number });
      const op = {
        ...must(h.operations.find((one) => one.kind === "move" && one.outcome.kind === "refused")),
        ...{ actorId: playerOf(log, seat), matchId: log.facts.matchId, msgId: "in time", basedOn: commit.version - 1 },
        payload: { type: "move", cell },
      };
      h.decidedWithinMs = 60_000;
      h.operations.push({ ...op, arrivedAt: must(deadlineOf(h, op)) - 100 });
    },
  ],
  [
    "H-h",
    "a turn was ended that an outage took something of",
    (h) => {
      const log = must(h.logs.find(({ commits }) => commits.some(({ commit }) => commit.kind === "timeout")));
      const { receivedAt } = must(log.commits.find(({ commit }) => commit.kind === "timeout")).commit;
      h.outages.push({ from: receivedAt - 3_500, to: receivedAt - 1_000 });
    },
  ],
  [
    "H-j",
    "somebody was called absent who could not be there",
    (h) => {
      const isAbsence = ({ commit }: StoredCommit) => commit.kind === "absence";
      const log = must(h.logs.find(({ commits }) => commits.some(isAbsence)));
      const { receivedAt, payload } = must(log.commits.find(isAbsence)).commit;
      const playerId = playerOf(log, must((payload as number[])[0]));
      const { graceMs } = log.facts.options as { graceMs: number };
      h.outages.push({ from: receivedAt - 4_000, to: receivedAt - 100 });
      const left = receivedAt - graceMs - 1_500;
      h.here.push({ matchId: log.facts.matchId, playerId, from: left - 100, to: left });
    },
  ],
  [
    "H-h",
    "a deadline that is over is never settled",
    (h) => {
      const end = must(h.end);
      const isEarly = ({ commit }: StoredCommit) => commit.kind === "timeout" && commit.receivedAt + 4_000 < end.at;
      const log = must(
        h.logs.find(
          ({ commits, facts }) => commits.some(isEarly) && end.clients.some(({ matchId }) => matchId === facts.matchId),
        ),
      );
      const first = log.commits.findIndex(({ commit }) => commit.kind === "timeout");
      edit(h, log, { commits: log.commits.slice(0, first) });
    },
  ],
  [
    "H-i",
    "a timeout has a name of its own making",
    (h) => {
      const log = must(h.logs.find(({ commits }) => commits.some(({ commit }) => commit.kind === "timeout")));
      edit(
        h,
        log,
        rechained(log, (commit) => {
          if (commit.kind === "timeout") commit.msgId = `${commit.msgId}:again`;
        }),
      );
    },
  ],
  [
    "H-j",
    "somebody was called absent who was there",
    (h) => {
      const log = must(h.logs.find(({ commits }) => commits.some(({ commit }) => commit.kind === "absence")));
      const { matchId } = log.facts;
      const joined = log.commits.filter(({ commit }) => commit.kind === "join");
      for (const { commit } of joined)
        h.here.push({ matchId, playerId: commit.actorId, from: commit.receivedAt, to: null });
    },
  ],
  [
    "alarm",
    "a node complained of what can never happen",
    (h) => {
      h.alarms = ["node0: match frozen"];
    },
  ],
];

/** Null where the turn did not begin with the version it was made for, or end with the next, or there are clocks besides. */
function deadlineOf(history: Draft, op: Operation): number | null {
  const log = history.logs.find(({ facts }) => facts.matchId === op.matchId);
  const { turnMs = 0, clock } = (log?.facts.options ?? {}) as { turnMs?: number; clock?: object };
  const row = log?.commits[(op.basedOn ?? 0) - 1];
  const isTurn = [row, log?.commits[op.basedOn ?? 0]].every(
    (one) => one?.commit.kind === "move" || one?.commit.kind === "timeout",
  );
  return turnMs > 0 && clock === undefined && row && isTurn ? row.commit.receivedAt + turnMs : null;
}

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

  test("[SY5] is no fault where it was refused for a version that there was not yet, and is one otherwise", () => {
    expect(refused("version_ahead", -1)).not.toContain("H-d");
    expect(refused("version_ahead", 1)).toContain("H-d");
    expect(refused("not_your_turn", -1)).toContain("H-d");
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

describe("histories broken by hand", () => {
  test.each(BROKEN)("[DU2] %s: %s", (rule, _what, breaks) => {
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
