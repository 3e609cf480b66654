/**
 * What may be asked of a match. Every command names who asks (`actorId`) and the msgId that makes a
 * repeat harmless; the platform's own ask as `system`, administrators as `admin`.
 */
import type { CommitKind, MatchState } from "./commit.js";
import { hashJson, type Sha256 } from "./hashing.js";
import { asJson, type Json } from "./json.js";
import type { Seat } from "./seat.js";
import type { Standstill } from "./standstill.js";

interface Asked {
  readonly actorId: string;
  readonly msgId: string;
}
export interface JoinCommand extends Asked {
  readonly kind: "join";
  /** Null: the lowest free seat. */
  readonly seat: Seat | null;
  /** Randomness the player adds to every later draw. */
  readonly entropy: string | null;
}
export interface LeaveCommand extends Asked {
  readonly kind: "leave";
  /** Refused once the match has begun, where leaving would be giving up. */
  readonly beforeStart?: true;
}
export interface MoveCommand extends Asked {
  readonly kind: "move";
  readonly seat: Seat | null;
  readonly host: boolean;
  /** The version the mover had seen. */
  readonly basedOn: number;
  readonly move: Json;
}
export interface ResignCommand extends Asked {
  readonly kind: "resign";
  readonly seat: Seat;
}
export interface TimeoutCommand extends Asked {
  readonly kind: "timeout";
  readonly actorId: typeof SYSTEM;
  readonly seat: Seat;
}
export interface AbsenceCommand extends Asked {
  readonly kind: "absence";
  readonly actorId: typeof SYSTEM;
  /** All whose grace is over, ascending. */
  readonly seats: readonly Seat[];
}
export interface AbortCommand extends Asked {
  readonly kind: "abort";
  /** Stable snake_case; becomes the outcome's reason. */
  readonly reason: string;
}
/** Stops play, whoever's turn it is: nobody may move and no clock runs until it is resumed. */
export interface PauseCommand extends Asked {
  readonly kind: "pause";
  readonly reason: string;
}
/** Ends a pause of the platform, and one that the rules began by themselves. */
export interface ResumeCommand extends Asked {
  readonly kind: "resume";
  readonly reason: string;
}
/** Ends the match with an outcome that somebody decided. */
export interface ResolveCommand extends Asked {
  readonly kind: "resolve";
  readonly reason: string;
  readonly winners: readonly Seat[];
  /** By seat; null: nought for everybody. */
  readonly scores: readonly number[] | null;
}
/** Takes play back to where it was. The log stays: this is its next commit. */
export interface RollbackCommand extends Asked {
  readonly kind: "rollback";
  readonly reason: string;
  readonly to: number;
  /** What the log says the state was at `to`. Never sent to anybody while the match goes on. */
  readonly restored: MatchState;
  /** Secret randomness for the draws to come, needed once the seed is public. Null: the end is not to be undone. */
  readonly salt: string | null;
}
/** A player came back in the middle of the turn: it lasts longer, once. */
export interface ExtendCommand extends Asked {
  readonly kind: "extend";
  readonly actorId: typeof SYSTEM;
  readonly seat: Seat;
  readonly ms: number;
}
/** Gives back what standstills took of the running turn. */
export interface CreditCommand extends Asked {
  readonly kind: "credit";
  readonly actorId: typeof SYSTEM;
  /** In order. */
  readonly standstills: readonly Standstill[];
}
export type Command =
  | JoinCommand
  | LeaveCommand
  | MoveCommand
  | ResignCommand
  | TimeoutCommand
  | AbsenceCommand
  | AbortCommand
  | PauseCommand
  | ResumeCommand
  | ResolveCommand
  | RollbackCommand
  | ExtendCommand
  | CreditCommand;

/** The actor of commits that no player asked for. */
export const SYSTEM = "system";
/** Why the platform itself pauses a match whose players are away, and resumes it when they are back. */
export const ABSENT = "absent";
export const RETURNED = "returned";
/** The actor of what an administrator asked for. */
export const ADMIN = "admin";

/** What the commit keeps of the command, enough to decide it again when a log is verified. */
export function payloadOf(command: Command): Json {
  switch (command.kind) {
    case "move":
      return command.move;
    case "join":
      return command.entropy;
    case "absence":
      return command.seats;
    case "abort":
    case "pause":
    case "resume":
      return command.reason;
    case "resolve": {
      const { reason, winners, scores } = command;
      return { reason, winners, scores };
    }
    case "extend":
      return command.ms;
    case "credit":
      return command.standstills.map(({ from, to, until }) => [from, to, until]);
    case "rollback": {
      const { reason, to, salt, restored } = command;
      return { reason, to, salt, restored: asJson(restored) };
    }
    default:
      return null;
  }
}

/** SHA-256 of what is asked, without who and when: the same for a retry, different for a reused msgId. */
export function payloadHashOf(command: Command, sha256?: Sha256): string {
  const basedOn = command.kind === "move" ? command.basedOn : null;
  return hashJson([command.kind satisfies CommitKind, askedFor(command), basedOn, askedSeat(command)], sha256);
}

/** What is asked without what the server adds to it: a rollback's salt is new with every try. */
function askedFor(command: Command): Json {
  if (command.kind !== "rollback") return payloadOf(command);
  const { reason, to, salt } = command;
  return { reason, to, acrossEnd: salt !== null };
}

/** The seat a join asks for is part of the request; a mover's seat comes from the session and is not. */
function askedSeat(command: Command): Seat | null {
  const { kind } = command;
  return kind === "join" || kind === "timeout" || kind === "extend" ? command.seat : null;
}
