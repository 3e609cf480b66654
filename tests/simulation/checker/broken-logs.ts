/** Histories whose log does not go with what was answered, or not with itself (H-a to H-e). */
import {
  type Break,
  must,
  rechained,
  accepted,
  rowOf,
  longest,
  edit,
  sha256,
  takeBack,
  tellOfReset,
} from "./drafts.js";

export const BROKEN_LOGS: readonly Break[] = [
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
      // Sent again by another page it is noted down once more.
      const { msgId } = must(h.operations.find(accepted));
      h.operations = h.operations.filter((op) => op.msgId !== msgId);
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
];
