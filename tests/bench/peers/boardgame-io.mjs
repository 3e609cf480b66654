/** boardgame.io with its in-memory storage, as its documentation shows it. */
import boardgame from "boardgame.io/dist/cjs/server.js";
import { freshTable, playCell } from "./tic-tac-toe.mjs";

const ticTacToe = {
  name: "tic-tac-toe",
  setup: () => freshTable(Number(process.env.BEST_OF)),
  moves: {
    play: ({ G, playerID }, cell) => (playCell(G, Number(playerID), cell) ? undefined : "INVALID_MOVE"),
  },
  turn: { minMoves: 1, maxMoves: 1, order: { first: () => 0, next: ({ G }) => G.toMove } },
  endIf: ({ G }) => (G.over ? { wins: G.wins } : undefined),
};

const server = boardgame.Server({ games: [ticTacToe], origins: ["http://127.0.0.1"] });
const listen = server.app.listen;
// It would listen on every interface.
server.app.listen = (port, done) => listen.call(server.app, port, "127.0.0.1", done);
const { appServer } = await server.run({ port: 0 });
console.log(`listening ${appServer.address().port}`);
