/**
 * A bot for hold'em that folds most hands: node examples/bot/tight-holdem-bot.mjs http://127.0.0.1:3000 [CODE]
 * Without a code it creates a table for two and prints the code to join it by.
 */
import { runBot } from "@holdfast/sdk/bot";

const HIGH = "TJQKA";

/** Raises with two high cards or a pair, and otherwise stays in only as long as that costs nothing. */
function choose({ seat, view, legal, chance }) {
  const may = (type) => legal.all.find((move) => move.type === type);
  const [first = "", second = ""] = view.seats[seat].hole;
  const isGood = first[0] === second[0] || (HIGH.includes(first[0]) && HIGH.includes(second[0]));
  if (!isGood) return may("check") ?? may("fold");
  // Amounts are a form: its field `to` is any whole number from `min` to `max`.
  const raise = legal.forms?.find(({ move }) => move.type === "raise" || move.type === "bet");
  if (raise === undefined) return may("call") ?? may("check") ?? may("all-in") ?? null;
  const { min, max } = raise.fields.to;
  return { ...raise.move, to: Math.min(max, min + chance.int(min, "how much more")) };
}

const [url = "http://127.0.0.1:3000", code] = process.argv.slice(2);
const table =
  code === undefined ? { game: "holdem", options: { mode: "sng", betweenHandsMs: 0 }, more: { seats: 2 } } : { code };
const end = await runBot({
  url,
  name: "Tight",
  ...table,
  choose,
  onMatch: (match) => console.log(`Seat ${match.seat}; the code is ${match.code}`),
});
console.log(end.won ? `I won after ${end.moves} moves.` : `I lost after ${end.moves} moves.`);
