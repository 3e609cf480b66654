/** The floor: a WebSocket server that parses JSON, plays in memory and sends everybody the new state. No promises. */
import { WebSocketServer } from "ws";
import { freshTable, playCell } from "./tic-tac-toe.mjs";

const tables = new Map();
let nextId = 1;

function stateOf(table) {
  const { version, board, toMove, game, wins, draws, over } = table;
  return JSON.stringify({ t: "state", m: table.id, v: version, board, toMove, game, wins, draws, over });
}

const onFrame = {
  create(socket, frame) {
    const id = String(nextId++);
    tables.set(id, { id, version: 0, sockets: [socket], ...freshTable(frame.bestOf) });
    socket.send(JSON.stringify({ t: "created", m: id }));
  },
  join(socket, frame) {
    const table = tables.get(frame.m);
    table.sockets.push(socket);
    const state = stateOf(table);
    for (const each of table.sockets) each.send(state);
  },
  watch(socket, frame) {
    const table = tables.get(frame.m);
    table.sockets.push(socket);
    socket.send(stateOf(table));
  },
  move(socket, frame) {
    const table = tables.get(frame.m);
    const seat = table.sockets.indexOf(socket);
    if (seat > 1 || !playCell(table, seat, frame.cell)) {
      socket.send(JSON.stringify({ t: "refused", m: frame.m }));
      return;
    }
    table.version += 1;
    const state = stateOf(table);
    for (const each of table.sockets) each.send(state);
    if (table.over) tables.delete(table.id);
  },
};

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false, maxPayload: 16_384 });
server.on("connection", (socket) => {
  socket.on("message", (raw) => {
    const frame = JSON.parse(raw.toString());
    onFrame[frame.t]?.(socket, frame);
  });
});
server.on("listening", () => console.log(`listening ${server.address().port}`));
