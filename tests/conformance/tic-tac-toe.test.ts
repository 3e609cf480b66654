/**
 * Exhaustive enumeration of tic-tac-toe through the module's own `legalMoves`, `decide` and `evolve`, against
 * published figures. A position decides everything that can follow, so each of the 5,478 is opened once and
 * games are counted by adding up; invariants are checked at every one.
 */
import { readFileSync } from "node:fs";
import { listedChance } from "@holdfast/engine";
import { ticTacToe } from "@holdfast/games";
import { LINES } from "@holdfast/games/tic-tac-toe";
import { expect, test } from "vitest";

type State = ReturnType<typeof ticTacToe.initial>;
type Marks = State["board"];

const read = (name: string) => readFileSync(new URL(`data/tictactoe/${name}`, import.meta.url), "utf8");
const counts = JSON.parse(read("counts.json"));
const ctx = { now: 0, chance: listedChance([]) };

function opening(): State {
  const parsed = ticTacToe.schema.options.safeParse({ maxGames: 1 });
  if (!parsed.success) throw new Error("the options are sound");
  const setup = ticTacToe.setup(parsed.data, { ...ctx, seatCount: 2 });
  return setup.reduce(ticTacToe.evolve, ticTacToe.initial(parsed.data, 2));
}

function after(state: State, cell: number): State | null {
  const actor = { seat: state.toMove, host: false };
  const decided = ticTacToe.decide(state, actor, { type: "move", cell }, ctx);
  return decided.ok ? decided.value.reduce(ticTacToe.evolve, state) : null;
}

/** The positions after this one by cell; the rules' list and the rules' verdict must agree on all nine cells. */
function openedFrom(state: State): ReadonlyMap<number, State> {
  const legal = ticTacToe.legalMoves(state, { seat: state.toMove, host: false }).all;
  const listed = legal.flatMap((move) => (move.type === "move" ? [move.cell] : []));
  const next = new Map<number, State>();
  for (let cell = 0; cell < 9; cell++) {
    const state2 = after(state, cell);
    if ((state2 !== null) !== listed.includes(cell)) throw new Error(`cell ${cell} of ${keyOf(state.board)}`);
    if (state2 !== null) next.set(cell, state2);
  }
  return next;
}

const keyOf = (board: Marks) => board.map((mark) => mark ?? "-").join("");

/** Every reachable position by its board, with those that follow it. */
const POSITIONS = new Map<string, { state: State; next: ReadonlyMap<number, State> }>();
const frontier = [opening()];
for (let state = frontier.pop(); state !== undefined; state = frontier.pop()) {
  const key = keyOf(state.board);
  if (POSITIONS.has(key)) continue;
  const next = openedFrom(state);
  POSITIONS.set(key, { state, next });
  frontier.push(...next.values());
}
const all = [...POSITIONS.values()];
const terminal = all.filter(({ state }) => state.result !== null);

/** The eight symmetries of the board as permutations of its cells. */
const turn = [6, 3, 0, 7, 4, 1, 8, 5, 2];
const mirror = [2, 1, 0, 5, 4, 3, 8, 7, 6];
const compose = (a: readonly number[], b: readonly number[]) => a.map((cell) => b[cell] ?? -1);
const turns = [0, 1, 2, 3].map((times) =>
  Array.from({ length: times }, () => turn).reduce(compose, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
);
const SYMMETRIES = [...turns, ...turns.map((turned) => compose(turned, mirror))];
const canonical = (board: Marks) =>
  SYMMETRIES.map((cells) => keyOf(cells.map((cell) => board[cell] ?? null))).toSorted()[0];

const resultOf = (state: State) =>
  state.result?.winners.length === 0 ? "draw" : state.board[state.lastMove?.cell ?? -1];
const tally = (keys: readonly unknown[]): Record<string, number> => {
  const table: Record<string, number> = {};
  for (const key of keys) table[String(key)] = (table[String(key)] ?? 0) + 1;
  return table;
};

/** Move sequences from a position: nodes by ply, and ended games by `length:result`. */
const counted = new Map<string, { nodes: Record<string, number>; games: Record<string, number> }>();
function countFrom(state: State): { nodes: Record<string, number>; games: Record<string, number> } {
  const key = keyOf(state.board);
  const known = counted.get(key);
  if (known !== undefined) return known;
  const nodes: Record<string, number> = { [state.moveCount]: 1 };
  const games: Record<string, number> = state.result === null ? {} : { [`${state.moveCount}:${resultOf(state)}`]: 1 };
  for (const next of POSITIONS.get(key)?.next.values() ?? []) {
    const below = countFrom(next);
    for (const [ply, count] of Object.entries(below.nodes)) nodes[ply] = (nodes[ply] ?? 0) + count;
    for (const [end, count] of Object.entries(below.games)) games[end] = (games[end] ?? 0) + count;
  }
  counted.set(key, { nodes, games });
  return { nodes, games };
}

test("[G0] exactly 5,478 positions are reachable, as many per ply as published, 765 up to symmetry", () => {
  expect(POSITIONS.size).toBe(5_478);
  expect(POSITIONS.size).toBe(counts.positions_total);
  expect(tally(all.map(({ state }) => state.moveCount))).toEqual(counts.positions_by_depth);
  expect(new Set(all.map(({ state }) => canonical(state.board))).size).toBe(765);
});

test("[G0] exactly 255,168 games can be played, by length and result, with the published nodes per ply", () => {
  const { nodes, games } = countFrom(opening());
  expect(nodes).toEqual(counts.perft_nodes_by_depth);
  expect(games).toEqual(counts.games_by_length_and_result);
  expect(Object.values(games).reduce((sum, count) => sum + count)).toBe(255_168);
});

test("[G0] adding up positions is the same as playing every line: nodes of the first six plies, walked one by one", () => {
  const walked = [0, 0, 0, 0, 0, 0, 0];
  const walk = (state: State): void => {
    walked[state.moveCount] = (walked[state.moveCount] ?? 0) + 1;
    if (state.moveCount < 6) for (let cell = 0; cell < 9; cell++) step(after(state, cell));
  };
  const step = (state: State | null) => (state === null ? undefined : walk(state));
  walk(opening());
  expect(walked).toEqual([1, 9, 72, 504, 3_024, 15_120, 54_720]);
});

test("[G0] the final boards are exactly the 958 of the UCI file, with the same winner", () => {
  const lines = read("uci-tic-tac-toe-endgame.csv").trim().split(/\r?\n/);
  const published = lines.map((line) => {
    const cells = line.split(",");
    return `${cells.slice(0, 9).join("").toUpperCase().replaceAll("B", "-")} ${cells[9] === "positive" ? "X" : "not X"}`;
  });
  const reached = terminal.map(({ state }) => `${keyOf(state.board)} ${resultOf(state) === "X" ? "X" : "not X"}`);
  expect(reached).toHaveLength(958);
  expect(reached.toSorted()).toEqual(published.toSorted());
  expect(tally(terminal.map(({ state }) => resultOf(state)))).toEqual({ X: 626, O: 316, draw: 16 });
  expect(new Set(terminal.map(({ state }) => canonical(state.board))).size).toBe(138);
});

test("[G0] invariants 1 and 2: marks alternate from X, and the move count is the filled cells, 5 to 9 at the end", () => {
  for (const { state } of all) {
    const { X = 0, O = 0 } = tally(state.board.filter((mark) => mark !== null));
    expect(X - O).toBe(state.moveCount % 2);
    expect(X + O).toBe(state.moveCount);
    if (state.toMove !== null) expect(state.marks[state.toMove]).toBe(X === O ? "X" : "O");
    if (state.result === null) continue;
    expect(state.moveCount).toBeGreaterThanOrEqual(5);
    if (resultOf(state) === "draw") expect(state.moveCount).toBe(9);
  }
});

test("[G0] invariant 3: only one mark ever owns a line, and then nobody is to move", () => {
  const owners = (board: Marks) =>
    LINES.filter(([a, b, c]) => board[a] !== null && board[a] === board[b] && board[b] === board[c]).map(
      ([a]) => board[a],
    );
  let won = 0;
  for (const { state } of all) {
    const marks = new Set(owners(state.board));
    expect(marks.size).toBeLessThanOrEqual(1);
    expect(state.winLines.length > 0).toBe(marks.size === 1);
    if (marks.size === 1) expect([state.toMove, resultOf(state)]).toEqual([null, [...marks][0]]);
    won += marks.size;
  }
  expect(won).toBe(942);
});

test("[G0] invariant 4: a move fills its own cell and changes no other", () => {
  for (const { state, next } of all) {
    for (const [cell, { board }] of next) {
      const changed = board.flatMap((mark, index) => (mark === state.board[index] ? [] : [index]));
      expect(changed).toEqual([cell]);
    }
  }
});

test("[G0] invariant 6: a turned or mirrored game has the turned or mirrored result, for every position", () => {
  for (const { state } of all) {
    for (const cells of SYMMETRIES) {
      const image = POSITIONS.get(keyOf(cells.map((cell) => state.board[cell] ?? null)));
      if (image === undefined) throw new Error(`no image of ${keyOf(state.board)}`);
      expect(image.state.result).toEqual(state.result);
      expect(image.state.winLines.length).toBe(state.winLines.length);
    }
  }
});
