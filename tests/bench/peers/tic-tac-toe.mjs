/** The tic-tac-toe every peer serves: best of several games in one match, the mark X alternating. */
const LINES = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
];

/** A match before its first move. */
export function freshTable(bestOf) {
  return { board: Array(9).fill(null), toMove: 0, moves: 0, game: 1, wins: [0, 0], draws: 0, over: false, bestOf };
}

/** Plays on `table` in place; false when the move is not allowed, and then nothing has changed. */
export function playCell(table, seat, cell) {
  if (table.over || seat !== table.toMove || !Number.isInteger(cell)) return false;
  if (cell < 0 || cell > 8 || table.board[cell] !== null) return false;
  const mark = seat === (table.game - 1) % 2 ? "X" : "O";
  table.board[cell] = mark;
  table.moves += 1;
  table.toMove = 1 - seat;
  const won = LINES.some((line) => line.every((at) => table.board[at] === mark));
  if (won) table.wins[seat] += 1;
  else if (table.moves === 9) table.draws += 1;
  if (won || table.moves === 9) endGame(table);
  return true;
}

function endGame(table) {
  const needed = (table.bestOf + 1) / 2;
  const played = table.wins[0] + table.wins[1] + table.draws;
  table.over = table.wins[0] >= needed || table.wins[1] >= needed || played >= 3 * table.bestOf;
  if (table.over) return;
  table.game += 1;
  table.board.fill(null);
  table.moves = 0;
  table.toMove = (table.game - 1) % 2;
}
