/** A player on the stock tRPC client, without our SDK: what a third party would write first. */
import { randomUUID } from "node:crypto";
import type { MatchFrame, Receipt, Reply, SeatGrant, SessionGrant, StateFrame } from "@holdfast/protocol";
import type { AppRouter } from "@holdfast/server";
import { createTRPCClient, createWSClient, type TRPCClient, type TRPCClientError, wsLink } from "@trpc/client";
import superjson from "superjson";
import { WebSocket } from "ws";
import { eventually } from "./eventually.js";

export interface Watch {
  readonly frames: MatchFrame[];
  readonly states: readonly StateFrame[];
  readonly errors: TRPCClientError<AppRouter>[];
  /** The newest frame with a view. */
  latest(): StateFrame;
  /** Waits until this version is held. */
  reaches(version: number): Promise<StateFrame>;
  stop(): void;
}

export class StockPlayer {
  readonly closes: { code: number | undefined }[] = [];
  readonly api: TRPCClient<AppRouter>;
  readonly #socket: ReturnType<typeof createWSClient>;

  private constructor(
    readonly baseUrl: string,
    readonly session: Pick<SessionGrant, "playerId" | "name" | "token">,
  ) {
    this.#socket = createWSClient({
      url: `${baseUrl.replace("http", "ws")}/trpc`,
      // `ws` is what Node 20 has; the option is typed after the browser's class, of which it has all that is used.
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      connectionParams: async () => ({ token: session.token }),
      onClose: (cause) => this.closes.push({ code: cause?.code }),
      retryDelayMs: () => 20,
    });
    this.api = createTRPCClient<AppRouter>({ links: [wsLink({ client: this.#socket, transformer: superjson })] });
  }

  /** A new guest at this server. */
  static async guest(baseUrl: string, name: string): Promise<StockPlayer> {
    return new StockPlayer(baseUrl, await newGuest(baseUrl, name));
  }

  /** Somebody who brings a token: the same player elsewhere, a seat's or an observer's token. */
  static withToken(baseUrl: string, session: StockPlayer["session"]): StockPlayer {
    return new StockPlayer(baseUrl, session);
  }

  /** The same player on another connection, perhaps to another node. */
  again(baseUrl: string = this.baseUrl): StockPlayer {
    return new StockPlayer(baseUrl, this.session);
  }

  async create(options: Record<string, unknown> = {}, game = "tic-tac-toe"): Promise<SeatGrant> {
    return granted(await this.api.match.create.mutate({ msgId: randomUUID(), game, options }));
  }

  async join(code: string): Promise<SeatGrant> {
    return granted(await this.api.match.join.mutate({ msgId: randomUUID(), code }));
  }

  /** Marks a cell, based on a version. */
  mark(matchId: string, cell: number, basedOn: number, msgId: string = randomUUID()): Promise<Reply<Receipt>> {
    return this.api.match.move.mutate({ msgId, matchId, basedOn, move: { type: "move", cell } });
  }

  watch(matchId: string, from: { knownVersion?: number; epoch?: number; lastEventId?: string } = {}): Watch {
    const frames: MatchFrame[] = [];
    const errors: TRPCClientError<AppRouter>[] = [];
    const subscription = this.api.match.state.subscribe(
      { matchId, ...from },
      {
        // Patches come to those who ask for them.
        onData: (told) => void ("data" in told && frames.push(told.data)),
        onError: (error) => void errors.push(error as TRPCClientError<AppRouter>),
      },
    );
    return watchOf(frames, errors, () => subscription.unsubscribe());
  }

  close(): Promise<void> {
    return Promise.resolve(this.#socket.close());
  }
}

function watchOf(frames: MatchFrame[], errors: Watch["errors"], stop: () => void): Watch {
  const states = () => frames.filter((frame): frame is StateFrame => frame.kind === "state");
  return {
    frames,
    errors,
    get states() {
      return states();
    },
    latest() {
      const latest = states().at(-1);
      if (latest === undefined) throw new Error("no state has come yet");
      return latest;
    },
    reaches: (version) => eventually(() => states().find((frame) => frame.version === version)),
    stop,
  };
}

/** What a mutation gave, or its rejection as an error. */
export function granted<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  throw new Error(`refused: ${reply.rejection.code}/${reply.rejection.reason}`);
}

/** The rejection's `code/reason`, or `accepted`. */
export function verdict(reply: Reply<unknown>): string {
  return reply.ok ? "accepted" : `${reply.rejection.code}/${reply.rejection.reason}`;
}

/** A guest account, made over plain HTTP; storage that stands still for a moment is waited for, as clients do. */
export async function newGuest(baseUrl: string, name: string): Promise<SessionGrant> {
  const { status, body } = await eventually(async () => {
    const answer = await postJson(`${baseUrl}/trpc/session.guest`, { json: { name } });
    if (answer.status === 503) throw new Error(`no guest account: ${JSON.stringify(answer.body)}`);
    return answer;
  });
  if (status !== 200) throw new Error(`no guest account: ${status} ${JSON.stringify(body)}`);
  return (body as { result: { data: { json: SessionGrant } } }).result.data.json;
}

export async function postJson(url: string, body: unknown, token?: string): Promise<{ status: number; body: unknown }> {
  const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

/** Two players in one started match, both known to the server. */
export async function startedMatch(url: string, options: Record<string, unknown> = {}, secondUrl: string = url) {
  const anna = await StockPlayer.guest(url, "Anna");
  const bob = await StockPlayer.guest(secondUrl, "Bob");
  const grant = await anna.create(options);
  await bob.join(grant.code);
  const close = async () => void (await Promise.all([anna.close(), bob.close()]));
  return { anna, bob, grant, matchId: grant.matchId, close, [Symbol.asyncDispose]: close };
}
