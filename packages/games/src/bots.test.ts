import { type BotAsked, botAnswer, botDice, botQuestion, type Json, randomBot, type Seat } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { Table as HoldemTable } from "./holdem/table-for-tests.js";
import { meanOf, type Player, playOut } from "./play-out-for-tests.js";
import { GAMES } from "./registry.js";
import { Table as TabletopTable } from "./tabletop/table-for-tests.js";
import { Table as TicTacToeTable } from "./tic-tac-toe/table-for-tests.js";
import type { BriscolaHandResult, BriscolaView, GameId, HoldemView } from "./types.js";

/** Every number below follows from these; a failure names the game's own seed besides. */
const SEED = "bots 1";
/** Hundreds of matches take seconds, more on a busy machine. */
const PATIENCE_MS = 120_000;

const botOf =
  (id: GameId): Player =>
  (asked) =>
    GAMES[id].bot?.(asked) ?? null;
const seats = (count: number): readonly Seat[] => Array.from({ length: count }, (_none, seat) => seat);

describe("strength", () => {
  test(
    "[MT13] the bot for Wildspark wins at least 80 percent of 500 matches against random play, from either seat",
    () => {
      const matches = Array.from({ length: 500 }, (_none, number) => number);
      const won = matches.filter((number) => {
        const own = number % 2;
        const players = seats(2).map((seat) => (seat === own ? botOf("wildspark") : randomBot));
        const { outcome } = playOut(GAMES.wildspark, { seed: `${SEED} wildspark ${number}`, players });
        return outcome?.winners.join() === String(own);
      });
      expect(won.length).toBeGreaterThanOrEqual(400);
    },
    PATIENCE_MS,
  );

  /** Plays cards at random but never declares: against others like it somebody has to. */
  const passing: Player = (asked) =>
    (asked.view as BriscolaView).phase === "bid" ? ({ type: "bid", bid: -1 } as const) : randomBot(asked);

  test.each([
    ["random seats", "web", randomBot],
    ["random seats", "classic", randomBot],
    ["seats that never bid", "web", passing],
    ["seats that never bid", "classic", passing],
  ] as const)(
    "[MT13] the bot for Briscola scores more than nothing a hand with 99 percent confidence, against %s in the preset %s",
    (_name, preset, others) => {
      const scores: number[] = [];
      for (let number = 0; number < 200; number++) {
        const own = number % 5;
        const players = seats(5).map((seat) => (seat === own ? botOf("briscola-chiamata") : others));
        const deltas = handsOf({ players, preset, seed: `${SEED} briscola ${preset} ${number}` });
        scores.push(...deltas.map((delta) => delta[own] ?? 0));
      }
      const { mean, within } = meanOf(scores);
      expect(scores.length).toBeGreaterThan(500);
      expect(mean - within).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  test.each([2, 6])(
    "[MT13] the bot for hold'em wins more than nothing a hand with 99 percent confidence, at a random table of %i",
    (count) => {
      const scores: number[] = [];
      for (let number = 0; number < 2_500; number++) {
        const own = number % count;
        const players = seats(count).map((seat) => (seat === own ? botOf("holdem") : randomBot));
        const options = { mode: "cash", betweenHandsMs: 1 };
        const seed = `${SEED} holdem ${count} ${number}`;
        const until = (state: Json) => Object(state).phase === "complete";
        const { state } = playOut(GAMES.holdem, { seed, players, options, until });
        scores.push(Object(state).players[own].stack - 2_000);
      }
      const { mean, within } = meanOf(scores);
      expect(mean - within).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  test("[MT13] random play measured in the same way is worth nothing: the bots' numbers are not the tables'", () => {
    const scores = Array.from({ length: 400 }, (_none, number) => {
      const seed = `${SEED} nothing ${number}`;
      const options = { mode: "cash", betweenHandsMs: 1 };
      const until = (state: Json) => Object(state).phase === "complete";
      const { state } = playOut(GAMES.holdem, { seed, players: [randomBot, randomBot], options, until });
      return Object(state).players[number % 2].stack - 2_000;
    });
    const { mean, within } = meanOf(scores);
    expect(Math.abs(mean)).toBeLessThan(within);
  });
});

interface Hands {
  readonly players: readonly Player[];
  readonly preset: "web" | "classic";
  readonly seed: string;
}

/** What each hand of a match was worth to each seat. */
function handsOf({ players, preset, seed }: Hands): readonly (readonly number[])[] {
  const results: BriscolaHandResult[] = [];
  const until = (state: Json): boolean => {
    const last = Object(state).last as BriscolaHandResult | null;
    if (last !== null && results.at(-1)?.totals.join() !== last.totals.join()) results.push(last);
    return false;
  };
  playOut(GAMES["briscola-chiamata"], { seed, players, options: { preset, end: { mode: "hands", hands: 3 } }, until });
  return results.map(({ delta }) => delta);
}

describe("conduct", () => {
  test.each([
    ["tic-tac-toe", 2, { bestOf: 3 }],
    ["briscola-chiamata", 5, { mustFollow: true, bidSteps: true }],
    ["briscola-chiamata", 5, { auction: "rank", suitCall: "after-first-trick", allPassLimit: 1 }],
    ["holdem", 4, { mode: "sng", startingStack: 300, betweenHandsMs: 1 }],
    ["wildspark", 2, { decks: ["tidal-grove", "ember-rush"] }],
  ] as const)(
    "[MT13] bots and random players of %s make legal moves only, and come to an end",
    (id, count, options) => {
      for (const number of [0, 1, 2, 3, 4]) {
        const players = seats(count).map((seat) => ((seat + number) % 3 === 0 ? randomBot : botOf(id)));
        const { outcome } = playOut(GAMES[id], { seed: `${SEED} ${id} ${number}`, players, options });
        expect(outcome?.status).toBe("finished");
      }
    },
  );

  test("[MT13] a random player gives up nothing that it need not, and waits when it is not asked", () => {
    const asked = (toMove: boolean, types: readonly string[]): BotAsked => ({
      seat: 0,
      toMove,
      view: null,
      legal: { all: types.map((type) => ({ type })) },
      chance: { int: (n) => n - 1 },
    });
    expect(randomBot(asked(true, ["play", "resign"]))).toEqual({ type: "play" });
    expect(randomBot(asked(true, ["resign"]))).toEqual({ type: "resign" });
    expect(randomBot(asked(false, ["play"]))).toBeNull();
  });

  test("[MT13] in tic-tac-toe it answers an offer of a draw out of turn: yes, unless it can force a win", () => {
    const ask = (table: TicTacToeTable, seat: Seat) =>
      GAMES["tic-tac-toe"].bot?.(askedIn("tic-tac-toe", table.state as unknown as Json, seat));
    const even = new TicTacToeTable().cells(4, 0).must({ seat: 0, host: false }, { type: "offer-draw" });
    expect(ask(even, 1)).toEqual({ type: "answer-draw", accept: true });
    const won = new TicTacToeTable().cells(1, 0, 2).must({ seat: 0, host: false }, { type: "offer-draw" });
    expect(ask(won, 1)).toEqual({ type: "answer-draw", accept: false });
    expect(ask(new TicTacToeTable(), 1)).toBeNull();
  });

  test("[MT13] at the table of a wargame it says its name, rolls, chooses, ends its turns and confirms, and nothing else", () => {
    const table = new TabletopTable({ rounds: 1 });
    const made = new Set<string>();
    for (let step = 0; step < 40 && table.view.status !== "over"; step++) {
      for (const player of [1, 2] as const) {
        const asked = askedIn("tabletop", table.replay.state, player - 1, step);
        const move = GAMES.tabletop.bot?.(asked) ?? null;
        if (move === null) continue;
        made.add(move.type);
        table.must(player, move as unknown as Json, [step % 6 === 0 ? 2 : ((step + player) % 6) + 1]);
      }
      // Both have said their names: nobody is to be forced.
      if (table.view.status === "setup") table.must("host", { type: "start" });
    }
    expect(table.view.status).toBe("over");
    expect([...made].toSorted()).toEqual([
      ...["choose-first", "choose-role", "confirm", "end-turn", "roll", "set-name"],
    ]);
  });
});

describe("knowledge", () => {
  const answered = (id: GameId, state: Json, seat: Seat) => {
    const dice = botDice({ seed: "ab".repeat(32), entropy: "", version: 3 }, seat);
    return JSON.stringify(botAnswer(GAMES[id], botQuestion(GAMES[id], state, seat), dice));
  };

  test("[MT13] what a bot is asked, and answers, is the same whatever others hold; with other cards of its own it is not", () => {
    const holding = (holes: readonly string[]) =>
      new HoldemTable({ stacks: [2_000, 2_000, 2_000], holes, button: 0 }).replay.state;
    const question = (state: Json, seat: Seat) => JSON.stringify(botQuestion(GAMES.holdem, state, seat));
    const before = holding(["AhAd", "7c2d", "KsKd"]);
    const others = holding(["AhAd", "QcQd", "3s4d"]);
    const own = holding(["7c2d", "AhAd", "KsKd"]);
    expect(question(others, 0)).toBe(question(before, 0));
    expect(answered("holdem", others, 0)).toBe(answered("holdem", before, 0));
    expect(question(own, 0)).not.toBe(question(before, 0));
    expect(answered("holdem", own, 0)).not.toBe(answered("holdem", before, 0));
    const { seats: seen } = botQuestion(GAMES.holdem, before, 0).view as HoldemView;
    expect(seen.map(({ hole }) => hole)).toEqual([
      ["Ah", "Ad"],
      [null, null],
      [null, null],
    ]);
  });

  test("[MT13] a bot's dice are not the match's, and each seat has its own", () => {
    const key = { seed: "ab".repeat(32), entropy: "", version: 3 };
    const seeds = [key.seed, botDice(key, 0).seed, botDice(key, 1).seed];
    expect(new Set(seeds).size).toBe(3);
    expect(botDice(key, 1)).toEqual(botDice(key, 1));
  });
});

function askedIn(id: GameId, state: Json, seat: Seat, roll = 0): BotAsked {
  return { ...botQuestion(GAMES[id], state, seat), chance: { int: (n) => roll % n } };
}
