/**
 * `match.move` on a socket, past tRPC's middlewares: what `match.move` of the router does, in the same order and refusing
 * the same, without a promise for each step of it. Moves are nearly all that comes.
 */
import type { Json } from "@holdfast/engine";
import type { Receipt, Reply } from "@holdfast/protocol";
import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { Session } from "../usecases/deps.js";
import { playMove } from "../usecases/play-move.js";
import type { Context } from "./context.js";
import { type MoveInput, parseMoveInput } from "./move-input.js";
import { refusedFault } from "./refusals.js";
import { paceMoves, refusePoison, sessionNow } from "./trpc.js";

/** The receipt, or why the move was refused. @throws TRPCError by its promise */
export function moveAtOnce(ctx: Context, raw: unknown): Promise<Reply<Receipt>> {
  try {
    refusePoison(raw);
    const session = sessionNow(ctx);
    return makeMove(ctx, session, parseMoveInput(raw)).catch(refuse);
  } catch (fault) {
    return Promise.reject(refusal(fault));
  }
}

/** @throws TRPCError when this player moves too often */
export function makeMove(ctx: Context, session: Session, input: MoveInput): Promise<Reply<Receipt>> {
  paceMoves(ctx.deps, session.playerId);
  // The input came as JSON and its text was checked; the game's own schema parses the rest.
  const { matchId, msgId, basedOn } = input;
  const move = input.move as Json;
  // Written out: a copy to which a key is added takes a microsecond (Node 20).
  // What came on a socket is noted with its arrival.
  const isNoted = ctx.connection !== null;
  return playMove(ctx.deps, session, { matchId, msgId, basedOn, move, receivedAt: ctx.receivedAt, isNoted });
}

function refuse(fault: unknown): never {
  throw refusal(fault);
}

function refusal(fault: unknown): TRPCError {
  if (fault instanceof TRPCError) return refusedFault(fault);
  // As tRPC says of a request that its procedure's parser did not let through.
  const code = fault instanceof ZodError ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR";
  return refusedFault(new TRPCError({ code, cause: fault }));
}
