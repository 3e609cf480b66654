/** tRPC's own WebSocket adapter as documented, with superjson; subscriptions listen with `events.on`. In memory. */
import { EventEmitter, on } from "node:events";
import { initTRPC, tracked } from "@trpc/server";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import superjson from "superjson";
import { WebSocketServer } from "ws";
import { z } from "zod";
import { freshTable, playCell } from "./tic-tac-toe.mjs";

const t = initTRPC.create({ transformer: superjson, isDev: false });
const tables = new Map();
const changes = new EventEmitter();
changes.setMaxListeners(0);
let nextId = 1;

function publicState({ id, version, board, toMove, game, wins, draws, over }) {
  return { matchId: id, version, board: [...board], toMove, game, wins: [...wins], draws, over };
}

const router = t.router({
  create: t.procedure.input(z.object({ bestOf: z.number() })).mutation(({ input }) => {
    const id = String(nextId++);
    tables.set(id, { id, version: 0, ...freshTable(input.bestOf) });
    return { matchId: id };
  }),
  move: t.procedure
    .input(z.object({ matchId: z.string(), seat: z.number(), cell: z.number() }))
    .mutation(({ input }) => {
      const table = tables.get(input.matchId);
      if (table === undefined || !playCell(table, input.seat, input.cell)) return { ok: false };
      table.version += 1;
      changes.emit(table.id, publicState(table));
      if (table.over) tables.delete(table.id);
      return { ok: true, version: table.version };
    }),
  state: t.procedure.input(z.object({ matchId: z.string() })).subscription(async function* ({ input, signal }) {
    const arriving = on(changes, input.matchId, { signal });
    const first = publicState(tables.get(input.matchId));
    yield tracked(String(first.version), first);
    for await (const [state] of arriving) yield tracked(String(state.version), state);
  }),
});

const wss = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/trpc", perMessageDeflate: false });
applyWSSHandler({ wss, router });
wss.on("listening", () => console.log(`listening ${wss.address().port}`));
