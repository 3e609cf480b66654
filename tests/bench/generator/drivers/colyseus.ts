/** Plays through Colyseus's own client: its binary patches cannot be read without its schema decoder. */
import { createRequire } from "node:module";
import { type Driver, type DriverOptions, must, type SeatNo, type Table, type TableEvents } from "../driver.js";
import type { TableView } from "../oracle.js";
import { SocketPool } from "../sockets.js";

interface State {
  readonly board: Iterable<number>;
  readonly game: number;
  readonly wins0: number;
  readonly wins1: number;
  readonly draws: number;
  readonly over: boolean;
}
interface Room {
  readonly roomId: string;
  readonly connection: {
    readonly transport: { readonly ws: { on(name: "message", listener: (raw: ArrayBuffer) => void): void } };
  };
  onStateChange(listener: (state: State) => void): void;
  onMessage(type: string, listener: () => void): void;
  onLeave(listener: (code: number) => void): void;
  send(type: string, payload?: unknown): void;
  leave(): Promise<number>;
}
interface Client {
  create(name: string, options: object): Promise<Room>;
  joinById(id: string, options: object): Promise<Room>;
}

/** Not installed at the root, so the peers' own folder is where it is looked for, when it is needed. */
function sdk(): { readonly Client: new (url: string) => Client } {
  const require = createRequire(new URL("../../peers/package.json", import.meta.url));
  return require("@colyseus/sdk") as { readonly Client: new (url: string) => Client };
}

function viewOf(state: State): TableView {
  let board = "";
  // The decoder may leave a spare zero after the ninth cell.
  for (const mark of state.board) board += ".XO"[mark] ?? "?";
  const { game, wins0, wins1, draws, over } = state;
  return { game, board: board.slice(0, 9), wins: [wins0, wins1], draws, over };
}

class ColyseusTable implements Table {
  #rooms: readonly Room[] = [];

  constructor(
    readonly client: Client,
    readonly context: { readonly pool: SocketPool; readonly bestOf: number; isClosing(): boolean },
    readonly events: TableEvents,
  ) {}

  async seat(): Promise<this> {
    const first = await this.client.create("tic-tac-toe", { bestOf: this.context.bestOf });
    this.#listen(first, (view) => this.events.onView(0, view));
    const second = await this.client.joinById(first.roomId, {});
    this.#listen(second, (view) => this.events.onView(1, view));
    this.#rooms = [first, second];
    return this;
  }

  async again(): Promise<void> {
    must(this.#rooms[0], "room").send("again");
  }

  play(seat: SeatNo, cell: number): void {
    must(this.#rooms[seat], "room").send("move", cell);
  }

  async observe(onView: (view: TableView) => void): Promise<void> {
    this.#listen(await this.client.joinById(must(this.#rooms[0], "room").roomId, {}), onView);
  }

  unanswered(): number {
    return 0;
  }

  #listen(room: Room, onView: (view: TableView) => void): void {
    room.connection.transport.ws.on("message", (raw) => this.context.pool.count(raw.byteLength));
    room.onStateChange((state) => onView(viewOf(state)));
    room.onMessage("refused", () => this.events.onFault("refused"));
    room.onLeave((code) => {
      if (!this.context.isClosing()) this.events.onFault(`the server closed a room (${code})`);
    });
  }
}

/** The driver of Colyseus. */
export function colyseusDriver(options: DriverOptions): Driver {
  const pool = new SocketPool();
  const client = new (sdk().Client)(`ws://127.0.0.1:${options.port}`);
  let closing = false;
  const context = { pool, bestOf: options.bestOf, isClosing: () => closing };
  return {
    open: (events) => new ColyseusTable(client, context, events).seat(),
    received: () => pool.received,
    close: () => {
      closing = true;
    },
  };
}
