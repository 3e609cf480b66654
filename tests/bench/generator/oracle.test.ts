import { expect, test } from "vitest";
import { freshTable, playCell } from "../peers/tic-tac-toe.mjs";
import { boardText, keyOf, Oracle } from "./oracle.js";
import { seededRandom } from "./random.js";

function played(bestOf: number, cells: readonly number[]): Oracle {
  const oracle = new Oracle(bestOf);
  for (const cell of cells) oracle.play(cell);
  return oracle;
}

test("[BENCH] the generator's own board ends a game at a line, a full board, and a double line", () => {
  expect(keyOf(played(1, [0, 3, 1, 4, 2]).view())).toBe("1|XXXOO....|1-0-0|over");
  expect(keyOf(played(1, [0, 3, 1, 4, 8, 5]).view())).toBe("1|XX.OOO..X|0-1-0|over");
  expect(keyOf(played(1, [0, 1, 2, 3, 8, 5, 6, 7, 4]).view())).toBe("1|XOXOXOXOX|1-0-0|over");
});

test("[BENCH] the next game of a match is begun by the other seat on an empty board", () => {
  const oracle = played(3, [0, 3, 1, 4, 2]);
  expect(keyOf(oracle.view())).toBe("2|.........|1-0-0|on");
  expect(oracle.toMove).toBe(1);
  oracle.play(4);
  expect(oracle.view().board).toBe("....X....");
});

test("[BENCH] a quiet cell does not win, unless every empty one does", () => {
  expect(played(1, [0, 3, 1, 4]).quietCells()).toEqual([5, 6, 7, 8]);
  expect(played(1, [0, 1, 2, 3, 8, 5, 6, 7]).quietCells()).toEqual([4]);
  expect(played(1, [0, 3, 1]).quietCells()).toEqual([2, 4, 5, 6, 7, 8]);
});

test("[BENCH] a match of drawn games ends at its cap of three times best-of", () => {
  const drawn = [0, 1, 2, 4, 3, 5, 7, 6, 8];
  expect(keyOf(played(1, [...drawn, ...drawn]).view())).toBe("3|.........|0-0-2|on");
  expect(keyOf(played(1, [...drawn, ...drawn, ...drawn]).view())).toMatch(/\|0-0-3\|over$/);
});

test("[BENCH] generator and peers agree on every position of random matches, and a taken cell changes nothing", () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const pick = seededRandom(seed);
  for (let match = 0; match < 40; match += 1) {
    const oracle = new Oracle(9);
    const table = freshTable(9);
    while (!oracle.over) {
      const cells = oracle.legalCells();
      const cell = cells[pick(cells.length)] ?? -1;
      const seat = oracle.toMove;
      expect(playCell(table, 1 - seat, cell), `seed ${seed}`).toBe(false);
      expect(playCell(table, seat, cell), `seed ${seed}`).toBe(true);
      oracle.play(cell);
      const { game, wins, draws, over } = table;
      const theirs = keyOf({ game, wins: [wins[0] ?? 0, wins[1] ?? 0], draws, over, board: boardText(table.board) });
      expect(theirs, `seed ${seed}`).toBe(keyOf(oracle.view()));
    }
    expect(playCell(table, 0, 0)).toBe(false);
  }
});

test("[BENCH] the same seed plays the same cells, another seed others", () => {
  const draws = (seed: number) => Array.from({ length: 20 }, seededRandom(seed).bind(null, 9));
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
  expect(new Set(Array.from({ length: 500 }, seededRandom(3).bind(null, 9))).size).toBe(9);
});
