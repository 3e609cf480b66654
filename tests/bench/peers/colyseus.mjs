/** Colyseus tuned for turns: no patch timer; one binary patch is sent at once after each move. In memory. */
import { createServer } from "node:http";
import { Room, Server } from "@colyseus/core";
import { ArraySchema, defineTypes, Schema } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { freshTable, playCell } from "./tic-tac-toe.mjs";

const MARKS = { X: 1, O: 2 };

class Table extends Schema {}
defineTypes(Table, {
  version: "int32",
  match: "int32",
  board: ["uint8"],
  game: "uint8",
  wins0: "uint8",
  wins1: "uint8",
  draws: "uint8",
  over: "boolean",
});

/** Sets only what differs, so that the patch carries nothing else. */
function mirror(shown, table) {
  for (let at = 0; at < 9; at += 1) {
    const mark = MARKS[table.board[at]] ?? 0;
    if (shown.board[at] !== mark) shown.board[at] = mark;
  }
  for (const [field, value] of [
    ["game", table.game],
    ["wins0", table.wins[0]],
    ["wins1", table.wins[1]],
    ["draws", table.draws],
    ["over", table.over],
  ]) {
    if (shown[field] !== value) shown[field] = value;
  }
}

class TicTacToeRoom extends Room {
  patchRate = null;

  onCreate({ bestOf }) {
    this.bestOf = bestOf;
    this.players = [];
    this.table = freshTable(bestOf);
    const shown = new Table();
    shown.board = new ArraySchema(0, 0, 0, 0, 0, 0, 0, 0, 0);
    shown.version = 0;
    shown.match = 1;
    mirror(shown, this.table);
    this.state = shown;
    this.onMessage("move", (client, cell) => this.move(client, cell));
    this.onMessage("again", () => this.again());
  }

  onJoin(client) {
    this.players.push(client.sessionId);
  }

  move(client, cell) {
    const seat = this.players.indexOf(client.sessionId);
    if (seat > 1 || !playCell(this.table, seat, cell)) return client.send("refused");
    mirror(this.state, this.table);
    this.state.version += 1;
    this.broadcastPatch();
  }

  again() {
    this.table = freshTable(this.bestOf);
    mirror(this.state, this.table);
    this.state.match += 1;
    this.broadcastPatch();
  }
}

const http = createServer();
const transport = new WebSocketTransport({ server: http, pingInterval: 0, perMessageDeflate: false });
const server = new Server({ greet: false, transport });
server.define("tic-tac-toe", TicTacToeRoom);
await server.listen(0, "127.0.0.1");
console.log(`listening ${http.address().port}`);
