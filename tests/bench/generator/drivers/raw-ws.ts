/** Speaks the small JSON protocol of `peers/raw-ws.mjs`. */
import type WebSocket from "ws";
import { type Driver, type DriverOptions, must, type SeatNo, type Table, type TableEvents } from "../driver.js";
import { boardText, type TableView } from "../oracle.js";
import { SocketPool } from "../sockets.js";

interface StateFrame {
  readonly t: "state" | "created" | "refused";
  readonly m: string;
  readonly board: readonly (string | null)[];
  readonly game: number;
  readonly wins: readonly [number, number];
  readonly draws: number;
  readonly over: boolean;
}

function viewOf(frame: StateFrame): TableView {
  return {
    game: frame.game,
    board: boardText(frame.board),
    wins: frame.wins,
    draws: frame.draws,
    over: frame.over,
  };
}

class RawTable implements Table {
  #sockets: readonly WebSocket[] = [];
  #match = "";
  #created: (match: string) => void = () => {};

  constructor(
    readonly pool: SocketPool,
    readonly options: DriverOptions,
    readonly events: TableEvents,
  ) {}

  get #url(): string {
    return `ws://127.0.0.1:${this.options.port}`;
  }

  async seat(): Promise<this> {
    const connect = (seat: SeatNo) =>
      this.pool.connect(this.#url, (text) => this.#onText(seat, text), this.events.onFault);
    this.#sockets = await Promise.all([connect(0), connect(1)]);
    await this.again();
    return this;
  }

  async again(): Promise<void> {
    const created = new Promise<string>((resolve) => {
      this.#created = resolve;
    });
    this.#send(0, { t: "create", bestOf: this.options.bestOf });
    this.#match = await created;
    this.#send(1, { t: "join", m: this.#match });
  }

  play(seat: SeatNo, cell: number): void {
    this.#send(seat, { t: "move", m: this.#match, cell });
  }

  async observe(onView: (view: TableView) => void): Promise<void> {
    const onText = (text: string) => onView(viewOf(JSON.parse(text) as StateFrame));
    const socket = await this.pool.connect(this.#url, onText, this.events.onFault);
    socket.send(JSON.stringify({ t: "watch", m: this.#match }));
  }

  unanswered(): number {
    return 0;
  }

  #send(seat: SeatNo, frame: object): void {
    must(this.#sockets[seat], "socket").send(JSON.stringify(frame));
  }

  #onText(seat: SeatNo, text: string): void {
    const frame = JSON.parse(text) as StateFrame;
    if (frame.t === "state") this.events.onView(seat, viewOf(frame));
    else if (frame.t === "created") this.#created(frame.m);
    else this.events.onFault(`refused: ${text}`);
  }
}

/** The driver of the raw `ws` server. */
export function rawWsDriver(options: DriverOptions): Driver {
  const pool = new SocketPool();
  return {
    open: (events) => new RawTable(pool, options, events).seat(),
    received: () => pool.received,
    close: () => pool.closeAll(),
  };
}
