/** What the bench asks of the generator process, and what it answers. */
import type { GeneratorLoad } from "./pace.js";

export interface Setup {
  readonly contender: string;
  readonly port: number;
  readonly bestOf: number;
  readonly seed: number;
}

/** `perSecond` 0: every table plays as fast as its server answers. */
export interface PlayPlan {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface PlayResult {
  readonly moves: number;
  readonly games: number;
  readonly matches: number;
  readonly seconds: number;
  /** Payload bytes that reached all clients. */
  readonly bytes: number;
  readonly frames: number;
  /** From when the move was due until the opponent's new view arrived, milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Moves that were due and never sent, because every table still waited for the server. */
  readonly backlog: number;
  readonly load: GeneratorLoad;
}

export interface FanOutPlan {
  readonly moves: number;
  /** The least time between two moves. */
  readonly everyMs: number;
}

export interface FanOutResult {
  readonly moves: number;
  readonly bytesPerUpdate: number;
  /** Until the last observer had it, median, milliseconds. */
  readonly allSeenMs: number;
  readonly load: GeneratorLoad;
}

/** Name of each call, with what it takes and what it answers. */
export interface Calls {
  setup: (setup: Setup) => Promise<null>;
  /** Opens that many more tables; resolves once everybody sees an empty board. */
  open: (tables: number) => Promise<null>;
  /** Everybody begins another match, so many times over; answers how many matches that were. */
  rematch: (times: number) => Promise<number>;
  play: (plan: PlayPlan) => Promise<PlayResult>;
  observe: (observers: number) => Promise<null>;
  fanOut: (plan: FanOutPlan) => Promise<FanOutResult>;
  /** Everything that was wrong so far: refusals, wrong boards, lost moves. */
  faults: () => Promise<readonly string[]>;
  /** What has not come yet, as one sentence: asked when a call took too long. */
  waitingFor: () => Promise<string>;
}

export type CallName = keyof Calls;
export type Argument<N extends CallName> = Parameters<Calls[N]>[0];
export type Outcome<N extends CallName> = Awaited<ReturnType<Calls[N]>>;

export interface Request {
  readonly id: number;
  readonly name: CallName;
  readonly argument: unknown;
}
export interface Response {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}
