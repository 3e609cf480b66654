/** Holds connect four to the laws that every game must keep: node examples/connect-four/laws.mjs */
import { gameLaws } from "@holdfast/engine";
import connectFour from "./connect-four.mjs";

const laws = gameLaws(connectFour, {
  seed: "connect four 1",
  cases: 2_000,
  options: [{}, { turnMs: 0 }],
  // Tried wherever they are not listed: each must be refused there.
  otherMoves: [0, 1, 2, 3, 4, 5, 6].map((column) => ({ type: "drop", column })),
  invariant: ({ columns, discs }) => (columns.flat().length === discs ? null : "a disc was lost, or came from nowhere"),
});

for (const law of laws) {
  law.run();
  console.log(`holds: ${law.name}`);
}
