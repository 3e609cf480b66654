/**
 * Whole matches of any game, played at random by its own rules without a server, and their logs. Everything follows from
 * the seed.
 */
import {
  type AnyGame,
  type Chance,
  type Command,
  type Commit,
  commitmentOf,
  createHead,
  decideCommit,
  dueTimeout,
  type Json,
  type Match,
  type MatchHead,
  parseOptions,
  type Seat,
  seededChance,
  sha256Hex,
  SYSTEM,
} from "@holdfast/engine";
import type { ReplayLog } from "@holdfast/protocol";
import { randomLegal } from "./random-legal.js";

export interface RandomMatchOptions {
  readonly options?: Json;
  /** Any text; the same text plays the same match. */
  readonly seed: string;
  /** Moves after which somebody resigns, or the platform ends it. Default 200. */
  readonly maxMoves?: number;
  /** Moves not to be chosen: those that end play early. */
  readonly never?: readonly string[];
}

export class RandomMatch {
  readonly match: Match;
  readonly seed: string;
  readonly log: Commit[] = [];
  head: MatchHead;
  readonly #dice: Chance;
  #now = 1_000_000;

  constructor(game: AnyGame, { options = {}, seed }: RandomMatchOptions) {
    this.seed = sha256Hex(seed);
    this.#dice = seededChance({ seed: sha256Hex(`dice of ${seed}`), entropy: "", version: 1 });
    const parsed = parseOptions(game, options);
    if (!parsed.ok) throw new RangeError(parsed.rejection.message);
    const { id: gameId, rulesVersion, seats } = game;
    const facts = { gameId, rulesVersion, options: parsed.value, seatCount: seats.min, hostId: HOST, createdAt: 1_000 };
    this.match = { game, facts: { ...facts, matchId: `random ${seed}`, commitment: commitmentOf(this.seed) } };
    this.head = createHead(game, this.match.facts);
    for (let seat = 0; seat < seats.min; seat++) {
      this.send({ kind: "join", actorId: playerAt(seat), msgId: `join ${seat}`, seat, entropy: `entropy of ${seat}` });
    }
  }

  get isOver(): boolean {
    return this.head.state.outcome !== null;
  }

  /** Whether the command was accepted. */
  send(command: Command): boolean {
    this.#now += 1_000;
    const decided = decideCommit(this.match, this.head, command, { now: this.#now, seed: this.seed });
    if (!decided.ok) return false;
    this.head = decided.value.head;
    this.log.push(decided.value.commit);
    return true;
  }

  /** One random move of somebody who may move, or else the clock; false when nothing can happen. */
  step(never: readonly string[] = []): boolean {
    return this.#moveOfSomebody(never) || this.#timeout();
  }

  #moveOfSomebody(never: readonly string[]): boolean {
    const { game } = this.match;
    const movers: readonly (Seat | null)[] = [...this.head.state.toMove, null];
    for (const seat of movers) {
      const legal = game.legalMoves(this.head.state.game, { seat, host: seat === null });
      const move = randomLegal(legal, this.#dice, never);
      if (move !== null && this.#play(seat, move)) return true;
    }
    return false;
  }

  #timeout(): boolean {
    this.#now = Math.max(this.#now, this.head.state.deadline ?? 0);
    const seat = dueTimeout(this.match, this.head, this.#now);
    return (
      seat !== null && this.send({ kind: "timeout", actorId: SYSTEM, msgId: `timeout:${this.head.version}`, seat })
    );
  }

  end(): void {
    const resigned = this.send({ kind: "resign", actorId: playerAt(0), msgId: "resign", seat: 0 });
    if (!resigned || !this.isOver) this.send({ kind: "abort", actorId: "admin", msgId: "abort", reason: "enough" });
  }

  #play(seat: Seat | null, move: Json): boolean {
    const actorId = seat === null ? HOST : playerAt(seat);
    const basedOn = this.head.version;
    return this.send({ kind: "move", actorId, msgId: `move ${basedOn}`, seat, host: seat === null, basedOn, move });
  }
}

export const HOST = "host";
export const playerAt = (seat: Seat): string => `player ${seat}`;

/** A match from its creation to its end. */
export function randomMatch(game: AnyGame, how: RandomMatchOptions): RandomMatch {
  const table = new RandomMatch(game, how);
  for (let moves = 0; moves < (how.maxMoves ?? 200) && !table.isOver; moves++) if (!table.step(how.never)) break;
  if (!table.isOver) table.end();
  return table;
}

/** The log as `match.replay` gives it after the end, through JSON and back. */
export function replayLogOf({ match, seed, log, head }: RandomMatch): ReplayLog {
  const { gameId: game, ...facts } = match.facts;
  return JSON.parse(JSON.stringify({ ...facts, game, seed, version: head.version, commits: log })) as ReplayLog;
}
