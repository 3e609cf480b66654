/** tRPC's WebSocket wire by hand: operations with ids, superjson payloads of plain data, answers by id. */
import type WebSocket from "ws";
import type { SocketPool } from "../sockets.js";

/** What came back for one operation: data, a typed tRPC error, or the end of a subscription. */
export type Answer =
  | { readonly kind: "data"; readonly value: unknown }
  | { readonly kind: "error"; readonly text: string }
  | { readonly kind: "stopped" };

interface Frame {
  readonly id: number | null;
  readonly method?: string;
  readonly error?: unknown;
  readonly result?: {
    readonly type: "started" | "stopped" | "data";
    readonly data?: { readonly json?: unknown };
  };
}

export class TrpcSocket {
  #socket: WebSocket | null = null;
  #nextId = 1;
  readonly #open = new Map<number, (answer: Answer) => void>();
  #mutations = 0;
  #leave: () => void = () => {};
  #isLeaving = false;

  private constructor(readonly onFault: (text: string) => void) {}

  /** Opens a socket that identifies itself with `token`. */
  static async connect(
    pool: SocketPool,
    target: { readonly url: string; readonly token: string | null },
    onFault: (text: string) => void,
  ): Promise<TrpcSocket> {
    const self = new TrpcSocket(onFault);
    const url = target.token === null ? target.url : `${target.url}?connectionParams=1`;
    self.#leave = () => self.#socket !== null && pool.close(self.#socket);
    self.#socket = await pool.connect(url, (text) => self.#onText(text), onFault);
    self.#socket.once("close", (code) => self.#onClosed(code));
    if (target.token !== null) self.#send({ method: "connectionParams", data: { token: target.token } });
    return self;
  }

  close(): void {
    this.#isLeaving = true;
    this.#leave();
  }

  /** Mutations sent and not answered. */
  get unanswered(): number {
    return this.#mutations;
  }

  /** Sends a mutation; `onAnswer` runs once. */
  mutate(path: string, input: object, onAnswer: (answer: Answer) => void): void {
    const id = this.#nextId++;
    this.#mutations += 1;
    this.#open.set(id, (answer) => {
      this.#open.delete(id);
      this.#mutations -= 1;
      onAnswer(answer);
    });
    this.#send({ id, method: "mutation", params: { path, input: { json: input } } });
  }

  /** As `mutate`, for set-up: throws on anything but data. */
  async call(path: string, input: object): Promise<unknown> {
    const answer = await new Promise<Answer>((resolve) => this.mutate(path, input, resolve));
    if (answer.kind !== "data") throw new Error(`${path}: ${answer.kind === "error" ? answer.text : "stopped"}`);
    return answer.value;
  }

  /** Subscribes; the function returned unsubscribes. */
  subscribe(path: string, input: object, onData: (value: unknown) => void): () => void {
    const id = this.#nextId++;
    this.#open.set(id, (answer) => {
      if (answer.kind === "data") onData(answer.value);
      else this.#open.delete(id);
      if (answer.kind === "error") this.onFault(`${path}: ${answer.text}`);
    });
    this.#send({ id, method: "subscription", params: { path, input: { json: input } } });
    return () => {
      if (this.#open.delete(id)) this.#send({ id, method: "subscription.stop" });
    };
  }

  #send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** Whoever still waits for an answer is told that none will come. */
  #onClosed(code: number): void {
    if (this.#isLeaving) return;
    for (const waiting of [...this.#open.values()]) waiting({ kind: "error", text: `the server closed it (${code})` });
  }

  #onText(text: string): void {
    if (text === "PONG") return;
    if (text === "PING") return this.#socket?.send("PONG");
    const parsed = JSON.parse(text) as Frame | readonly Frame[];
    for (const frame of Array.isArray(parsed) ? (parsed as readonly Frame[]) : [parsed as Frame]) this.#onFrame(frame);
  }

  #onFrame(frame: Frame): void {
    if (frame.id === null) {
      if (frame.error !== undefined) this.onFault(JSON.stringify(frame.error));
      return;
    }
    const waiting = this.#open.get(frame.id);
    if (frame.error !== undefined) waiting?.({ kind: "error", text: JSON.stringify(frame.error) });
    else if (frame.result?.type === "data") waiting?.({ kind: "data", value: frame.result.data?.json });
    else if (frame.result?.type === "stopped") waiting?.({ kind: "stopped" });
  }
}
