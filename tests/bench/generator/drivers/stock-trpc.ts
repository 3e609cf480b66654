/** Speaks to `peers/stock-trpc.mjs` in the same wire format as to Holdfast. */
import { type Driver, type DriverOptions, must, type SeatNo, type Table, type TableEvents } from "../driver.js";
import { boardText, type TableView } from "../oracle.js";
import { SocketPool } from "../sockets.js";
import { type Answer, TrpcSocket } from "./trpc-socket.js";

interface State {
  readonly board: readonly (string | null)[];
  readonly game: number;
  readonly wins: readonly [number, number];
  readonly draws: number;
  readonly over: boolean;
}

function onState(data: unknown, onView: (view: TableView) => void): void {
  const state = (data as { readonly data: State }).data;
  onView({ ...state, board: boardText(state.board) });
}

class StockTable implements Table {
  #sockets: readonly TrpcSocket[] = [];
  #stops: readonly (() => void)[] = [];
  #match = "";

  constructor(
    readonly pool: SocketPool,
    readonly options: DriverOptions,
    readonly events: TableEvents,
  ) {}

  async seat(): Promise<this> {
    this.#sockets = await Promise.all([this.#connect(), this.#connect()]);
    await this.again();
    return this;
  }

  async again(): Promise<void> {
    for (const stop of this.#stops) stop();
    const made = await this.#socket(0).call("create", { bestOf: this.options.bestOf });
    this.#match = (made as { readonly matchId: string }).matchId;
    this.#stops = [this.#subscribe(0), this.#subscribe(1)];
  }

  play(seat: SeatNo, cell: number): void {
    this.#socket(seat).mutate("move", { matchId: this.#match, seat, cell }, this.#onReceipt);
  }

  async observe(onView: (view: TableView) => void): Promise<void> {
    const socket = await this.#connect();
    socket.subscribe("state", { matchId: this.#match }, (data) => onState(data, onView));
  }

  unanswered(): number {
    return this.#sockets.reduce((sum, socket) => sum + socket.unanswered, 0);
  }

  readonly #onReceipt = (answer: Answer): void => {
    const ok = answer.kind === "data" && (answer.value as { readonly ok: boolean }).ok;
    if (!ok) this.events.onFault(`move: ${JSON.stringify(answer)}`);
  };

  #socket(seat: SeatNo): TrpcSocket {
    return must(this.#sockets[seat], "socket");
  }

  #subscribe(seat: SeatNo): () => void {
    const onView = (view: TableView) => this.events.onView(seat, view);
    return this.#socket(seat).subscribe("state", { matchId: this.#match }, (data) => onState(data, onView));
  }

  #connect(): Promise<TrpcSocket> {
    const target = { url: `ws://127.0.0.1:${this.options.port}/trpc`, token: null };
    return TrpcSocket.connect(this.pool, target, this.events.onFault);
  }
}

/** The driver of the stock tRPC adapter. */
export function stockTrpcDriver(options: DriverOptions): Driver {
  const pool = new SocketPool();
  return {
    open: (events) => new StockTable(pool, options, events).seat(),
    received: () => pool.received,
    close: () => pool.closeAll(),
  };
}
