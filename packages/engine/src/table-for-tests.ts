/** What the engine's own tests play on: a duel without a server, with its log. Not part of what the package exports. */
import type { Command } from "./command.js";
import type { Commit, MatchHead } from "./commit.js";
import { eraseGame } from "./game.js";
import { createHead, type Match } from "./genesis.js";
import type { Json } from "./json.js";
import { type DuelState, secretDuel } from "./laws/secret-duel.js";
import { decideCommit } from "./match.js";
import { commitmentOf } from "./seeded-chance.js";

export const SEED = "5e".repeat(32);
export const game = eraseGame(secretDuel);
export const facts = {
  matchId: "m1",
  gameId: "secret-duel",
  rulesVersion: 1,
  options: { turns: 8 },
  seatCount: 2,
  hostId: "holly",
  commitment: commitmentOf(SEED),
  createdAt: 1_000,
};
export const match: Match = { game, facts };

/** Plays commands one after the other, keeping the log; `now` goes up by 10 with each. */
export class Table {
  head: MatchHead;
  readonly log: Commit[] = [];
  now = 10_000;

  constructor(readonly played: Match = match) {
    this.head = createHead(played.game, played.facts);
  }

  try(command: Command) {
    const decided = decideCommit(this.played, this.head, command, { now: this.now, seed: SEED });
    if (decided.ok) {
      this.head = decided.value.head;
      this.log.push(decided.value.commit);
      this.now += 10;
    }
    return decided;
  }

  must(command: Command): Commit {
    const decided = this.try(command);
    if (!decided.ok) throw new Error(`refused: ${decided.rejection.code}/${decided.rejection.reason}`);
    return decided.value.commit;
  }

  refusal(command: Command): string {
    const before = this.head;
    const decided = this.try(command);
    if (!decided.ok && this.head !== before) throw new Error("a refusal changed the head");
    return decided.ok ? "accepted" : `${decided.rejection.code}/${decided.rejection.reason}`;
  }

  get state(): DuelState {
    return this.head.state.game as unknown as DuelState;
  }
}

let messages = 0;
export const msgId = () => `msg-${messages++}`;
export const join = (actorId: string, seat: number | null = null, entropy: string | null = null): Command => ({
  kind: "join",
  actorId,
  msgId: msgId(),
  seat,
  entropy,
});
export const PLAYERS = ["ann", "bob"];
export const move = (seat: number, basedOn: number, asked: Json): Command => ({
  kind: "move",
  actorId: PLAYERS[seat] ?? "",
  msgId: msgId(),
  seat,
  host: false,
  basedOn,
  move: asked,
});
export const bid = (amount: number): Json => ({ type: "bid", amount });

export function started(): Table {
  const table = new Table();
  table.must(join("ann", null, "heads"));
  table.must(join("bob", null, "tails"));
  return table;
}
