/** Plays against Holdfast as its SDK would: guests by HTTP, one socket per player, moves with msgId and basedOn. */
import { randomUUID } from "node:crypto";
import type { MatchFrame, ObserverGrant, Reply, SeatGrant, SessionGrant, StateFrame } from "@holdfast/protocol";
import { isPatch, patched, toldPresence } from "@holdfast/protocol/patch";
import { type Driver, type DriverOptions, must, type SeatNo, type Table, type TableEvents } from "../driver.js";
import { boardText, type TableView } from "../oracle.js";
import { SocketPool } from "../sockets.js";
import { type Answer, TrpcSocket } from "./trpc-socket.js";

const HEARTBEAT_MS = 10_000;
const ANSWER_MS = 10_000;

interface View {
  readonly board: readonly (string | null)[];
  readonly game: number;
  readonly wins: readonly [number, number];
  readonly draws: number;
}

function viewOf(frame: StateFrame): TableView | null {
  const view = frame.view as View | null;
  if (view === null) return null;
  const { game, board, wins, draws } = view;
  return { game, board: boardText(board), wins, draws, over: frame.outcome !== null };
}

/** A new guest account's token, over HTTP. */
async function guestToken(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/trpc/session.guest`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json: { name: "bench" } }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const body = (await response.json()) as { readonly result?: { readonly data: { readonly json: SessionGrant } } };
  if (body.result === undefined) throw new Error(`session.guest: ${JSON.stringify(body)}`);
  return body.result.data.json.token;
}

function granted<T>(reply: unknown): T {
  const { ok, ...rest } = reply as Reply<T>;
  if (ok && "value" in rest) return rest.value;
  throw new Error(`refused: ${JSON.stringify(rest)}`);
}

class HoldfastTable implements Table {
  #sockets: readonly TrpcSocket[] = [];
  #stops: readonly (() => void)[] = [];
  #match = "";
  #watchKey = "";
  readonly #versions: [number, number] = [0, 0];

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
    const options = { bestOf: this.options.bestOf };
    const create = { msgId: randomUUID(), game: "tic-tac-toe", options };
    const made = granted<SeatGrant>(await this.#socket(0).call("match.create", create));
    this.#match = made.matchId;
    this.#watchKey = made.watchKey;
    this.#versions.fill(0);
    granted(await this.#socket(1).call("match.join", { msgId: randomUUID(), code: made.code }));
    this.#stops = [this.#subscribe(0), this.#subscribe(1)];
  }

  play(seat: SeatNo, cell: number): void {
    const basedOn = this.#versions[seat];
    const move = { type: "move", cell };
    const input = { msgId: randomUUID(), matchId: this.#match, basedOn, move };
    this.#socket(seat).mutate("match.move", input, this.#onReceipt);
  }

  async observe(onView: (view: TableView) => void): Promise<void> {
    const guest = await this.#connect();
    const grant = granted<ObserverGrant>(await guest.call("match.observe", { key: this.#watchKey }));
    guest.close();
    const watching = await this.#connect(grant.token);
    watching.subscribe("match.state", { matchId: this.#match, patches: true }, reader(onView));
  }

  unanswered(): number {
    return this.#sockets.reduce((sum, socket) => sum + socket.unanswered, 0);
  }

  readonly #onReceipt = (answer: Answer): void => {
    const ok = answer.kind === "data" && (answer.value as Reply<unknown>).ok;
    if (!ok) this.events.onFault(`match.move: ${JSON.stringify(answer)}`);
  };

  #socket(seat: SeatNo): TrpcSocket {
    return must(this.#sockets[seat], "socket");
  }

  #subscribe(seat: SeatNo): () => void {
    const matchId = this.#match;
    const onView = (view: TableView, version: number): void => {
      this.#versions[seat] = version;
      this.events.onView(seat, view);
    };
    return this.#socket(seat).subscribe("match.state", { matchId, patches: true }, reader(onView));
  }

  async #connect(token?: string): Promise<TrpcSocket> {
    const { port } = this.options;
    const url = `ws://127.0.0.1:${port}/trpc`;
    const target = { url, token: token ?? (await guestToken(port)) };
    return TrpcSocket.connect(this.pool, target, this.events.onFault);
  }
}

/** Reads whole frames and patches, as the SDK does. */
function reader(onView: (view: TableView, version: number) => void): (data: unknown) => void {
  let told: StateFrame | null = null;
  const read = (data: unknown): StateFrame | null => {
    if (isPatch(data)) return patched(must(told, "frame before the patch"), data);
    const frame = (data as { readonly data: MatchFrame }).data;
    if (frame.kind === "state") return frame;
    return told && toldPresence(told, frame);
  };
  return (data) => {
    told = read(data);
    if (told === null) return;
    const view = viewOf(told);
    if (view !== null) onView(view, told.version);
  };
}

/** The driver of Holdfast. */
export function holdfastDriver(options: DriverOptions): Driver {
  const pool = new SocketPool();
  const heartbeat = setInterval(() => pool.sendAll("PING"), HEARTBEAT_MS);
  return {
    open: (events) => new HoldfastTable(pool, options, events).seat(),
    received: () => pool.received,
    close: () => {
      clearInterval(heartbeat);
      pool.closeAll();
    },
  };
}
