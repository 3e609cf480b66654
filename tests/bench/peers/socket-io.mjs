/** socket.io, WebSocket only: the room of a match gets the new state after each move. In memory. */
import { createServer } from "node:http";
import { Server } from "socket.io";
import { freshTable, playCell } from "./tic-tac-toe.mjs";

const tables = new Map();
let nextId = 1;

function publicState({ id, version, board, toMove, game, wins, draws, over }) {
  return { m: id, v: version, board, toMove, game, wins, draws, over };
}

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => {
  socket.on("create", (bestOf) => {
    const id = String(nextId++);
    tables.set(id, { id, version: 0, seats: [socket.id], ...freshTable(bestOf) });
    void socket.join(id);
    socket.emit("created", id);
  });
  socket.on("join", (id) => {
    const table = tables.get(id);
    table.seats.push(socket.id);
    void socket.join(id);
    io.to(id).emit("state", publicState(table));
  });
  socket.on("watch", (id) => {
    void socket.join(id);
    socket.emit("state", publicState(tables.get(id)));
  });
  socket.on("move", (id, cell) => {
    const table = tables.get(id);
    const seat = table.seats.indexOf(socket.id);
    if (seat < 0 || !playCell(table, seat, cell)) return socket.emit("refused", id);
    table.version += 1;
    io.to(id).emit("state", publicState(table));
    if (table.over) tables.delete(id);
  });
});
http.listen(0, "127.0.0.1", () => console.log(`listening ${http.address().port}`));
