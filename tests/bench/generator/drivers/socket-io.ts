/** Speaks the events of `peers/socket-io.mjs`. */
import { type Driver, type DriverOptions, must, type SeatNo, type Table, type TableEvents } from "../driver.js";
import { boardText, type TableView } from "../oracle.js";
import { SocketPool } from "../sockets.js";
import { connectIo, type IoSocket } from "./engine-io.js";

interface State {
  readonly board: readonly (string | null)[];
  readonly game: number;
  readonly wins: readonly [number, number];
  readonly draws: number;
  readonly over: boolean;
}

function viewOf(state: State): TableView {
  return { ...state, board: boardText(state.board) };
}

class IoTable implements Table {
  #sockets: readonly IoSocket[] = [];
  #match = "";
  #created: (match: string) => void = () => {};

  constructor(
    readonly pool: SocketPool,
    readonly options: DriverOptions,
    readonly events: TableEvents,
  ) {}

  async seat(): Promise<this> {
    const connect = (seat: SeatNo) => this.#connect((view) => this.events.onView(seat, view));
    this.#sockets = await Promise.all([connect(0), connect(1)]);
    await this.again();
    return this;
  }

  async again(): Promise<void> {
    const created = new Promise<string>((resolve) => {
      this.#created = resolve;
    });
    this.#socket(0).emit("create", this.options.bestOf);
    this.#match = await created;
    this.#socket(1).emit("join", this.#match);
  }

  play(seat: SeatNo, cell: number): void {
    this.#socket(seat).emit("move", this.#match, cell);
  }

  async observe(onView: (view: TableView) => void): Promise<void> {
    const socket = await this.#connect(onView);
    socket.emit("watch", this.#match);
  }

  unanswered(): number {
    return 0;
  }

  #socket(seat: SeatNo): IoSocket {
    return must(this.#sockets[seat], "socket");
  }

  #connect(onView: (view: TableView) => void): Promise<IoSocket> {
    return connectIo(this.pool, {
      port: this.options.port,
      namespace: "",
      onFault: this.events.onFault,
      onEvent: (name, args) => {
        if (name === "state") onView(viewOf(args[0] as State));
        else if (name === "created") this.#created(args[0] as string);
        else this.events.onFault(`${name}: ${JSON.stringify(args)}`);
      },
    });
  }
}

/** The driver of socket.io. */
export function socketIoDriver(options: DriverOptions): Driver {
  const pool = new SocketPool();
  return {
    open: (events) => new IoTable(pool, options, events).seat(),
    received: () => pool.received,
    close: () => pool.closeAll(),
  };
}
