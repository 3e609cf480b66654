/** Time that the server stood still, given back to games that keep time in their own state: deadline and state agree. */
import {
  type AnyGame,
  asJson,
  type Command,
  commitmentOf,
  createHead,
  decideCommit,
  type Json,
  parseOptions,
  replayLog,
  SYSTEM,
  verifyLog,
  viewFor,
} from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { GAMES } from "./registry.js";

const SEED = "c3".repeat(32);

/** A match that began at 0, with seats p0, p1, …; what is asked must be accepted. */
class Played {
  readonly log: Parameters<typeof replayLog>[1][number][] = [];
  readonly match;
  head;

  constructor(game: AnyGame, options: object, seatCount = 2) {
    const parsed = parseOptions(game, asJson(options));
    if (!parsed.ok) throw new Error("bad options");
    const commitment = commitmentOf(SEED);
    const facts = { matchId: "m", gameId: game.id, rulesVersion: 1, hostId: "host", commitment, createdAt: 0 };
    this.match = { game, facts: { ...facts, options: parsed.value, seatCount } };
    this.head = createHead(game, this.match.facts);
    for (let seat = 0; seat < seatCount; seat += 1) {
      this.must(0, { kind: "join", actorId: `p${seat}`, msgId: `j${seat}`, seat, entropy: null });
    }
  }
  must(now: number, command: Command): this {
    const decided = decideCommit(this.match, this.head, command, { now, seed: SEED });
    if (!decided.ok) throw new Error(`${decided.rejection.code}/${decided.rejection.reason}`);
    this.head = decided.value.head;
    this.log.push(decided.value.commit);
    return this;
  }
  move(now: number, seat: number | null, move: Json): this {
    const { version } = this.head;
    const actorId = seat === null ? "host" : `p${seat}`;
    const host = seat === null;
    return this.must(now, { kind: "move", actorId, msgId: `m${version}`, seat, host, basedOn: version, move });
  }
  /** The server stood still between the two; everybody was back at its end. */
  credit(from: number, to: number): this {
    const standstills = [{ from, to, until: to }];
    return this.must(to, { kind: "credit", actorId: SYSTEM, msgId: `credit:${this.head.version}`, standstills });
  }
  get deadline(): number | null {
    return this.head.state.deadline;
  }
  get view(): Record<string, unknown> {
    return Object(viewFor(this.match, this.head, { kind: "observer" }));
  }
  /** The log leads here when it is followed, and when it is decided again. */
  verify(): void {
    expect(replayLog(this.match, this.log)).toEqual(this.head);
    expect(verifyLog(this.match, this.log, SEED)).toEqual(this.head);
  }
}

const CASH = { mode: "cash", actMs: 30_000, timeBankMs: 60_000 };
const banksOf = ({ view }: Played) => (view["seats"] as readonly { bank: number }[]).map(({ bank }) => bank);

describe("hold'em", () => {
  test("[MT5] [G3] a standstill uses up no time bank, and the time that is shown is the deadline", () => {
    const table = new Played(GAMES.holdem, CASH);
    const [seat = 0] = table.head.state.toMove;
    const before = table.deadline ?? 0;
    table.credit(10_000, 310_000);
    expect(table.deadline).toBe(before + 300_000);
    expect(table.view).toMatchObject({ actBy: before + 300_000 });
    // 10 s before it and 25 s after: 5 s of the bank.
    table.move(335_000, seat, { type: "call" });
    expect(banksOf(table)[seat]).toBe(55_000);
    table.verify();
  });

  test("[MT5] [G3] without one the same wait does use it up", () => {
    const table = new Played(GAMES.holdem, CASH);
    const [seat = 0] = table.head.state.toMove;
    table.move(80_000, seat, { type: "call" });
    expect(banksOf(table)[seat]).toBe(10_000);
  });
});

describe("Wildspark", () => {
  const settings = { turnMs: 180_000 };
  const state = (table: Played) => Object(table.head.state.game) as { mainSince: number; mainLeft: number };

  test("[MT5] [G2] a standstill is not charged to the turn's own clock", () => {
    const table = new Played(GAMES.wildspark, settings);
    for (const seat of [0, 1]) {
      // The clock places for whoever is too slow.
      table.must(61_000, { kind: "timeout", actorId: SYSTEM, msgId: `timeout:${table.head.version}`, seat });
    }
    const before = { ...state(table), deadline: table.deadline ?? 0 };
    table.credit(80_000, 480_000);
    expect(table.deadline).toBe(before.deadline + 400_000);
    expect(state(table)).toMatchObject({ mainSince: before.mainSince + 400_000, mainLeft: before.mainLeft });
    table.verify();
  });
});

describe("the tabletop match", () => {
  test("[MT5] [G4] a flag falls later by what a standstill took, and the clocks that are shown agree", () => {
    const table = new Played(GAMES.tabletop, { rollOff: "skip", initialMs: 60_000, onFlag: "lose" });
    table.move(0, null, { type: "start", firstPlayer: 1, force: true });
    expect(table.deadline).toBe(60_000);
    table.credit(10_000, 100_000);
    expect(table.deadline).toBe(150_000);
    expect(table.view["clock"]).toEqual({ base: [60_000, 60_000], runningFor: 1, since: 90_000 });
    table.must(151_000, { kind: "timeout", actorId: SYSTEM, msgId: `timeout:${table.head.version}`, seat: 0 });
    expect(table.view["result"]).toMatchObject({ winner: 2, reason: "flag", usedMs: [60_000, 0] });
    table.verify();
  });
});

test("[MT5] every game that keeps times of its own knows what to do with time that is given back", () => {
  const knowing = Object.values(GAMES).filter(({ onGivenBack }) => onGivenBack !== undefined);
  expect(knowing.map(({ id }) => id)).toEqual(["holdem", "wildspark", "tabletop"]);
});
