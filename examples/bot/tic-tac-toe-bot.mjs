/**
 * A bot for tic-tac-toe on the SDK: node examples/bot/tic-tac-toe-bot.mjs http://127.0.0.1:3000 [CODE]
 *
 * With a code it joins that match, without one it creates a match and prints the code to join it by. It
 * never loses; reconnecting and retrying are the SDK's business.
 */
import { createClient } from "@holdfast/sdk";

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

/** Best outcome for `mark` to move (1 win, 0 draw, -1 loss), and a cell that reaches it. */
function best(board, mark, opponent) {
  if (LINES.some((line) => line.every((cell) => board[cell] === opponent))) return { value: -1, cell: -1 };
  const free = board.flatMap((owner, cell) => (owner === null ? [cell] : []));
  if (free.length === 0) return { value: 0, cell: -1 };
  let choice = { value: -2, cell: -1 };
  for (const cell of free) {
    const value = -best(board.with(cell, mark), opponent, mark).value;
    if (value > choice.value) choice = { value, cell };
    if (value === 1) break;
  }
  return choice;
}

const [url = "http://127.0.0.1:3000", code] = process.argv.slice(2);
const client = createClient({ url, guest: { name: "Tick the bot" } });
const match = code === undefined ? await client.create("tic-tac-toe") : await client.join(code);
console.log(code === undefined ? `Join me with the code ${match.code}` : `Playing in seat ${match.seat}`);

let decidedOn = -1;
let moving = Promise.resolve();
match.subscribe((snapshot) => {
  const { version, toMove, outcome } = snapshot;
  if (outcome !== null) return void finish(outcome);
  // Presence changes come with the same version: one move for each is enough.
  if (version === decidedOn || !toMove.includes(match.seat)) return;
  decidedOn = version;
  moving = play(snapshot);
});

async function play({ version, view }) {
  const mine = view.you.mark;
  const { cell } = best(view.board, mine, mine === "X" ? "O" : "X");
  const answer = await match.move({ type: "move", cell }, { basedOn: version });
  if (!answer.ok) console.log(`Refused: ${answer.rejection.message}`);
}

async function finish({ winners }) {
  console.log(winners.includes(match.seat) ? "I won." : winners.length === 0 ? "A draw." : "I lost?!");
  // The final state may be here before the receipt of the move that made it.
  await moving;
  client.close();
}
