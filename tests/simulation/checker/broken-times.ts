/** Histories in which time was not kept, or somebody was called what they were not (H-h to H-j), and an alarm. */
import type { StoredCommit } from "@holdfast/engine";
import { type Break, type Draft, must, rechained, edit, isAutoMove, playerOf } from "./drafts.js";
import type { Operation } from "./history.js";
import { readLogs } from "./logs.js";

export const BROKEN_TIMES: readonly Break[] = [
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
    "a move lost to the clock while a living node held it",
    (h) => {
      const log = must(h.logs.find(({ commits }) => commits.some(isAutoMove)));
      const { commit, at } = must(log.commits.find(isAutoMove));
      const { seat, cell } = must(commit.events[0] as { seat: number; cell: number });
      const op = {
        ...must(h.operations.find((one) => one.kind === "move" && one.outcome.kind === "refused")),
        ...{ actorId: playerOf(log, seat), matchId: log.facts.matchId, msgId: "held", basedOn: commit.version - 1 },
        payload: { type: "move", cell },
      };
      h.decidedWithinMs = null;
      h.operations.push({ ...op, arrivedAt: must(deadlineOf(h, op)) - 100, leftAt: null, returnedAt: at + 5_000 });
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

/** Of the turn it was made in; null where that has none, or there are clocks besides. */
function deadlineOf({ logs }: Draft, { matchId, basedOn }: Operation): number | null {
  const log = logs.find(({ facts }) => facts.matchId === matchId);
  const { turnMs = 0, clock } = (log?.facts.options ?? {}) as { turnMs?: number; clock?: object };
  if (log === undefined || turnMs === 0 || clock !== undefined) return null;
  return readLogs({ logs: [log] }).matches.get(log.facts.matchId)?.heads[basedOn ?? 0]?.state.deadline ?? null;
}
