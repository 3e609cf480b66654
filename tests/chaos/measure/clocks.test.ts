/** A turn that was taken by the clock turns a run red, unless its player dozed, or the network is proven to be at fault. */
import { asJson, type Command, commitmentOf, createHead, decideCommit, parseOptions, SYSTEM } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import { expect, test } from "vitest";
import type { MatchLog } from "../../simulation/checker/history.js";
import { type FaultKind, FAULTS, type Happened } from "../schedule/plan.js";
import type { Passage } from "../network/passage.js";
import { countClocks, type Seen, wronglyTaken } from "./clocks.js";

const SEED = "c3".repeat(32);
const TURN_MS = 5_000;

/** Two sit down at 0; the first one's time is up at 5,000, and the clock moves. */
function playedByTheClock(): MatchLog {
  const game = GAMES["tic-tac-toe"];
  const parsed = parseOptions(game, asJson({ turnMs: TURN_MS, onTimeout: "random-move" }));
  if (!parsed.ok) throw new Error("bad options");
  const of = { matchId: "m", gameId: game.id, rulesVersion: 1, seatCount: 2, hostId: null, createdAt: 0 };
  const facts = { ...of, options: parsed.value, commitment: commitmentOf(SEED) };
  let head = createHead(game, facts);
  const asked: readonly (readonly [number, Command])[] = [
    [0, { kind: "join", actorId: "ann", msgId: "a", seat: 0, entropy: null }],
    [0, { kind: "join", actorId: "bob", msgId: "b", seat: 1, entropy: null }],
    [TURN_MS + 500, { kind: "timeout", actorId: SYSTEM, msgId: "timeout:2", seat: 0 }],
  ];
  const commits = asked.map(([now, command]) => {
    const decided = decideCommit({ game, facts }, head, command, { now, seed: SEED });
    if (!decided.ok) throw new Error(decided.rejection.reason);
    head = decided.value.head;
    return { commit: decided.value.commit, at: now };
  });
  return { facts, seed: SEED, epoch: 1, commits };
}

const logs = [playedByTheClock()];
const NOTHING: Seen = {
  records: { operations: [], dials: [], sent: [], dozes: [] },
  passages: [],
  journal: [],
  calmAt: Number.POSITIVE_INFINITY,
};
const during = (kind: FaultKind, place = 0): Happened[] => [{ kind, place, from: 1_000, to: 6_000 }];
const taken = (seen: Partial<Omit<Seen, "records">> & { readonly records?: Partial<Seen["records"]> }) =>
  wronglyTaken({ ...NOTHING, ...seen, records: { ...NOTHING.records, ...seen.records } }, logs).map(({ rule }) => rule);

const asked = {
  client: "ann.0",
  actorId: "ann",
  matchId: "m",
  kind: "move",
  msgId: "a1",
  basedOn: 2,
  payload: 0,
} as const;
/** Ann's connection to the first node, and the move that she sent on it at 2,000: its last byte is the 500th. */
const SENT: Seen["records"] = {
  ...NOTHING.records,
  operations: [
    { ...asked, node: 0, invokedAt: 2_000, returnedAt: null, arrivedAt: null, outcome: { kind: "unknown" } },
  ],
  dials: [{ t: "dial", client: "ann.0", at: 100, node: 0, port: 7 }],
  sent: [{ t: "sent", client: "ann.0", at: 2_000, msgId: "a1", port: 7, upto: 500 }],
};
const passage = (change: Partial<Passage>): Seen["passages"] => [
  [{ port: 7, from: 90, to: null, up: [{ upto: 200, at: 100 }], waits: [], ...change }],
];
const passedOn = (at: number) =>
  passage({
    up: [
      { upto: 200, at: 100 },
      { upto: 500, at },
    ],
  });

test("[DU5.2] a turn that somebody meant to play and the clock took is a broken promise, in peace and in every fault", () => {
  expect(taken({})).toEqual(["P13"]);
  const kinds = Object.keys(FAULTS) as FaultKind[];
  for (const kind of kinds) expect(taken({ journal: during(kind) }), kind).toEqual(["P13"]);
  expect(taken({ journal: [{ kind: "everything.kill", place: 0, from: 1_000, to: 1_100 }] })).toEqual(["P13"]);
});

test("[DU5.2] one that its player let run out is none, nor one that was over when nobody was to move any more", () => {
  expect(taken({ calmAt: TURN_MS })).toEqual([]);
  expect(taken({ calmAt: TURN_MS + 1 })).toEqual(["P13"]);
  expect(taken({ records: { dozes: [{ t: "doze", actorId: "ann", matchId: "m", version: 2 }] } })).toEqual([]);
});

test("[DU5.2] a move that the network held, or lost, until time was up is excused, by what the proxy saw of that very connection", () => {
  const journal = during("net.blackhole");
  for (const passages of [passedOn(5_900), passage({ to: 3_000 })]) {
    expect(taken({ records: SENT, passages, journal })).toEqual([]);
    expect(taken({ records: SENT, passages, journal: [] })).toEqual(["P13"]);
    expect(taken({ records: SENT, passages, journal: during("net.blackhole", 1) })).toEqual(["P13"]);
    expect(taken({ records: SENT, passages, journal: during("node.freeze") })).toEqual(["P13"]);
  }
  expect(taken({ records: SENT, passages: [], journal })).toEqual(["P13"]);
});

test("[DU5.2] a move that reached a node in time is the server's affair, however bad the network was", () => {
  expect(taken({ records: SENT, passages: passedOn(4_000), journal: during("net.slow") })).toEqual(["P13"]);
});

test("[DU5.2] of a move that was sent again no sending may have been a server's to lose", () => {
  const records: Seen["records"] = {
    ...SENT,
    dials: [...SENT.dials, { t: "dial", client: "ann.0", at: 3_000, node: 1, port: 8 }],
    sent: [...SENT.sent, { t: "sent", client: "ann.0", at: 3_500, msgId: "a1", port: 8, upto: 300 }],
  };
  const [held = []] = passage({ to: 3_000 });
  const again = (at: number) => [held, [{ port: 8, from: 2_990, to: null, up: [{ upto: 300, at }], waits: [] }]];
  const journal = during("net.blackhole");
  // In time; and late without a fault of the network there.
  for (const at of [3_600, 5_500]) expect(taken({ records, passages: again(at), journal })).toEqual(["P13"]);
  expect(taken({ records, passages: again(5_500), journal: [...journal, ...during("net.slow", 1)] })).toEqual([]);
});

test("[DU5.2] a port that was somebody else's before is not taken for theirs", () => {
  const others: Seen["passages"] = [
    [
      { port: 7, from: 10, to: 60, up: [{ upto: 900, at: 50 }], waits: [] },
      { port: 7, from: 90, to: 3_000, up: [{ upto: 200, at: 100 }], waits: [] },
    ],
  ];
  expect(taken({ records: SENT, passages: others, journal: during("net.blackhole") })).toEqual([]);
});

test("[DU5.2] who could not hear that it was their turn is excused, if that left them no time to come back and think", () => {
  const records = { ...SENT, sent: [] };
  const waiting = (to: number) => passage({ waits: [{ from: 1_000, to }] });
  const journal = during("net.one-way");
  expect(taken({ records, passages: waiting(4_000), journal })).toEqual([]);
  expect(taken({ records, passages: waiting(2_000), journal })).toEqual(["P13"]);
  expect(taken({ records, passages: waiting(4_000), journal: [] })).toEqual(["P13"]);
});

test("[DU5.2] a timeout whose storing a fault could delay is late in a fault, and one that should have been stored before it in peace", () => {
  const inFault = (from: number, to: number) => {
    const journal = [{ kind: "node.kill" as const, place: 0, from, to }];
    const { lateInPeace, lateInFaults } = countClocks({ ...NOTHING, journal }, logs);
    expect([...lateInPeace, ...lateInFaults]).toEqual([500]);
    return lateInFaults.length === 1;
  };
  // Due at 5,000, and stored at 5,500 where nothing is in its way.
  expect([inFault(1_000, 2_999), inFault(1_000, 3_000)]).toEqual([false, true]);
  expect([inFault(5_500, 6_000), inFault(5_501, 6_000)]).toEqual([true, false]);
});
