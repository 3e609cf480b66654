/**
 * Matches and commits as storage sees them: hashes that chain, without any rules behind them. What a test cares
 * about is given, the rest is made up.
 */
import { createHash, randomUUID } from "node:crypto";
import type { AppendEntry, Commit, MatchHead, MatchState, NewMatch } from "@holdfast/engine";

export const OPEN_STATE: MatchState = {
  status: "open",
  seats: [null, null],
  game: null,
  since: [0, 0],
  toMove: [],
  turn: null,
  deadline: null,
  outcome: null,
  entropy: "",
  last: null,
};

const CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Six symbols that no other match of this run has, or only by a chance of one in 32^6. */
export function randomCode(): string {
  const bytes = createHash("sha256").update(randomUUID()).digest();
  return Array.from(bytes.subarray(0, 6), (byte) => CODE_ALPHABET[byte % 32]).join("");
}

export interface NewMatchParts extends Partial<Omit<NewMatch, "facts">> {
  readonly facts?: Partial<NewMatch["facts"]>;
}

/** A new two-seat match nobody sits in. */
export function newMatch({ facts, ...rest }: NewMatchParts = {}): NewMatch {
  const matchId = facts?.matchId ?? randomUUID();
  const head: MatchHead = { version: 0, hash: hashOf(`genesis ${matchId}`), state: OPEN_STATE };
  return {
    facts: {
      matchId,
      gameId: "tic-tac-toe",
      rulesVersion: 1,
      options: {},
      seatCount: 2,
      hostId: null,
      commitment: hashOf("commitment"),
      createdAt: 1_790_000_000_000,
      ...facts,
    },
    seed: hashOf(`seed ${matchId}`),
    code: randomCode(),
    watchKey: randomUUID().replaceAll("-", "").slice(0, 22),
    visibility: "private",
    creatorId: randomUUID(),
    createMsgId: randomUUID(),
    createPayloadHash: hashOf("create"),
    head,
    ...rest,
  };
}

/** Where a log stands: enough to build the next commit. */
export interface Tip {
  readonly matchId: string;
  readonly version: number;
  readonly hash: string;
}

export function tipOf(match: NewMatch): Tip {
  return { matchId: match.facts.matchId, version: match.head.version, hash: match.head.hash };
}

export interface EntryParts extends Partial<Omit<AppendEntry, "commit">> {
  readonly commit?: Partial<Commit>;
}

/** The entry that appends one more commit to this tip. */
export function entryAfter(tip: Tip, { commit, ...rest }: EntryParts = {}): AppendEntry {
  const msgId = commit?.msgId ?? randomUUID();
  return {
    epoch: 1,
    commit: {
      matchId: tip.matchId,
      version: tip.version + 1,
      kind: "move",
      actorId: "player-one",
      seat: 0,
      msgId,
      payloadHash: hashOf("payload"),
      payload: { type: "mark", cell: 4 },
      events: [{ type: "marked", seat: 0, cell: 4 }],
      draws: [],
      receivedAt: 1_790_000_000_000 + tip.version,
      rulesVersion: 1,
      parentHash: tip.hash,
      stateHash: hashOf(`state ${msgId}`),
      hash: hashOf(`${tip.hash} ${msgId}`),
      ...commit,
    },
    status: "playing",
    deadline: null,
    toMove: [1],
    outcome: null,
    snapshot: null,
    seating: null,
    ...rest,
  };
}

/** Where the log stands once this entry is in. */
export function tipAfter({ commit }: AppendEntry): Tip {
  return { matchId: commit.matchId, version: commit.version, hash: commit.hash };
}
