/** Speaks boardgame.io's protocol: `sync` makes and opens a match, `update` carries moves and states. */
import { randomUUID } from "node:crypto";
import { type Driver, type DriverOptions, must, type SeatNo, type Table, type TableEvents } from "../driver.js";
import { boardText, type TableView } from "../oracle.js";
import { SocketPool } from "../sockets.js";
import { connectIo, type IoSocket } from "./engine-io.js";

interface State {
  readonly G: {
    readonly board: readonly (string | null)[];
    readonly game: number;
    readonly wins: readonly [number, number];
    readonly draws: number;
    readonly over: boolean;
  };
  readonly _stateID: number;
}

function viewOf({ G }: State): TableView {
  return { game: G.game, board: boardText(G.board), wins: G.wins, draws: G.draws, over: G.over };
}

/** The state in an `update` or a `sync`; null for anything else. */
function stateIn(name: string, args: readonly unknown[]): State | null {
  if (name === "update") return args[1] as State;
  if (name === "sync") return (args[1] as { readonly state: State }).state;
  return null;
}

class BoardgameTable implements Table {
  #sockets: readonly IoSocket[] = [];
  #match = "";
  readonly #stateIds: [number, number] = [0, 0];

  constructor(
    readonly pool: SocketPool,
    readonly port: number,
    readonly events: TableEvents,
  ) {}

  async seat(): Promise<this> {
    this.#sockets = await Promise.all([this.#connectSeat(0), this.#connectSeat(1)]);
    await this.again();
    return this;
  }

  async again(): Promise<void> {
    this.#match = randomUUID();
    // The second seat must find the match that the first one's sync makes; the server takes them in order.
    for (const seat of [0, 1] as const) this.#socket(seat).emit("sync", this.#match, String(seat), null, 2);
  }

  play(seat: SeatNo, cell: number): void {
    const payload = { type: "play", args: [cell], playerID: String(seat), credentials: null };
    const stateId = Math.max(...this.#stateIds);
    this.#socket(seat).emit("update", { type: "MAKE_MOVE", payload }, stateId, this.#match, String(seat));
  }

  async observe(onView: (view: TableView) => void): Promise<void> {
    const socket = await this.#connect((state) => onView(viewOf(state)));
    socket.emit("sync", this.#match, null, null, 2);
  }

  unanswered(): number {
    return 0;
  }

  #socket(seat: SeatNo): IoSocket {
    return must(this.#sockets[seat], "socket");
  }

  #connectSeat(seat: SeatNo): Promise<IoSocket> {
    return this.#connect((state) => {
      this.#stateIds[seat] = state._stateID;
      this.events.onView(seat, viewOf(state));
    });
  }

  #connect(onState: (state: State) => void): Promise<IoSocket> {
    return connectIo(this.pool, {
      port: this.port,
      namespace: "/tic-tac-toe",
      onFault: this.events.onFault,
      onEvent: (name, args) => {
        const state = args[0] === this.#match ? stateIn(name, args) : null;
        if (state !== null) onState(state);
      },
    });
  }
}

/** The driver of boardgame.io. */
export function boardgameIoDriver(options: DriverOptions): Driver {
  const pool = new SocketPool();
  return {
    open: (events) => new BoardgameTable(pool, options.port, events).seat(),
    received: () => pool.received,
    close: () => pool.closeAll(),
  };
}
