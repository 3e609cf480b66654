/** A process full of bots: told by its parent what to do, and gone with it. */
import { Chance } from "../../simulation/world/chance.js";
import { Notebook } from "./notebook.js";
import type { BotOrders, FromBots, ToBots } from "./orders.js";
import { Table } from "./table.js";

process.on("disconnect", () => process.exit(0));
process.on("message", (message: ToBots) => hear(message));

const tell = (message: FromBots) => void process.send?.(message);
let tables: Table[] = [];
let notebook: Notebook | null = null;

function hear(message: ToBots): void {
  switch (message.say) {
    case "begin":
      return begin(message.orders);
    case "calm":
      for (const table of tables) table.calm();
      return;
    case "status":
      return tell({ say: "status", clients: tables.flatMap((table) => table.status()), moves: movesOf(tables) });
    case "end":
      return end();
  }
}

function begin(orders: BotOrders): void {
  const book = new Notebook(orders.file);
  notebook = book;
  const chance = new Chance(`bots ${orders.seed}`);
  tables = orders.tables.map((habits, index) => {
    const name = `${orders.seed}.${index}`;
    return new Table(name, habits, { orders, notebook: book, chance: chance.fork(name) });
  });
  for (const table of tables) void table.run();
  const watch = setInterval(() => {
    if (!tables.every(({ isPlaying }) => isPlaying)) return;
    clearInterval(watch);
    tell({ say: "playing" });
  }, 50);
}

function end(): void {
  for (const table of tables) table.end();
  // What ends with them is still written down.
  setTimeout(() => {
    void (notebook?.close() ?? Promise.resolve()).then(() => {
      tell({ say: "ended" });
      process.disconnect();
    });
  }, 100);
}

function movesOf(all: readonly Table[]): number {
  return all.reduce((sum, { moves }) => sum + moves, 0);
}

tell({ say: "ready" });
