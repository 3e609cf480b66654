/** What bots write down as it happens, one line of JSON each: nothing is lost when one of them ends early. */
import type {
  Here,
  Operation,
  OperationOutcome,
  SeenEvents,
  SeenFrame,
  SeenReset,
} from "../../simulation/checker/history.js";

/** Where a client's connection leads, by place in the list of nodes; null: nowhere. */
export type NodeIndex = number | null;

export type BotRecord =
  | InvokeRecord
  | ReturnRecord
  | ({ readonly t: "frame"; readonly node: NodeIndex } & SeenFrame)
  | ({ readonly t: "events" } & SeenEvents)
  | ({ readonly t: "reset" } & SeenReset)
  | { readonly t: "resume" | "loss"; readonly client: string; readonly at: number }
  | ({ readonly t: "here" } & Here)
  | StatusRecord
  | CaughtUpRecord
  | DozeRecord
  | DialRecord
  | SentRecord
  | { readonly t: "fault"; readonly client: string; readonly at: number; readonly what: string };

export type InvokeRecord = {
  readonly t: "invoke";
  readonly op: string;
  readonly at: number;
  readonly node: NodeIndex;
} & Pick<Operation, "client" | "actorId" | "matchId" | "kind" | "msgId" | "basedOn" | "payload">;
export interface ReturnRecord {
  readonly t: "return";
  readonly op: string;
  readonly at: number;
  readonly node: NodeIndex;
  readonly outcome: OperationOutcome;
  /** Told by creating and joining. */
  readonly matchId?: string;
}
/** A client that had asked for a match's state has it, as the answer to `match.resume` or to its subscription. */
export interface CaughtUpRecord {
  readonly t: "caught-up";
  readonly client: string;
  readonly at: number;
  readonly by: "resume" | "subscription";
  /** From the sending of the request. */
  readonly tookMs: number;
  /** Versions whose events came with it. */
  readonly missed: number;
}
/** A player has decided to let the clock run out in this version. */
export interface DozeRecord {
  readonly t: "doze";
  readonly actorId: string;
  readonly matchId: string;
  readonly version: number;
}
/** A client has a connection to what stands before a node; `port` is its own end of it. */
export interface DialRecord {
  readonly t: "dial";
  readonly client: string;
  readonly at: number;
  readonly node: number;
  readonly port: number;
}
/** A move went out, again perhaps: with it so many bytes had been sent on that connection. */
export interface SentRecord {
  readonly t: "sent";
  readonly client: string;
  readonly at: number;
  readonly msgId: string;
  readonly port: number;
  readonly upto: number;
}
/** How a match looks to a player from now on. */
export interface StatusRecord {
  readonly t: "status";
  readonly client: string;
  readonly matchId: string;
  readonly at: number;
  readonly status: string;
  readonly node: NodeIndex;
}
