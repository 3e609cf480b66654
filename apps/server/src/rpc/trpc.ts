/** The tRPC instance: transformer, error shape, and the procedures everything else is made with. */
import { randomUUID } from "node:crypto";
import { findPoison, rejection } from "@holdfast/engine";
import { poisonWords } from "./poison-words.js";
import { fastSuperjson } from "@holdfast/trpc-ws";
import { initTRPC } from "@trpc/server";
import { faultPlace } from "../live/fault-place.js";
import { RulesFault } from "../live/rules-watch.js";
import { NO_TOKEN } from "../identity/tokens.js";
import type { Session } from "../usecases/deps.js";
import type { Context, RpcDeps } from "./context.js";
import { refused, refusedFault, rejectionOf } from "./refusals.js";

const EXPIRED = rejection("token_expired", "token_expired", "This token has expired. Get a new one.");

const t = initTRPC.context<Context>().create({
  transformer: fastSuperjson,
  isDev: false,
  errorFormatter({ shape, error, ctx }) {
    const why = rejectionOf(error);
    const { code, httpStatus, path } = shape.data;
    const data = { code, httpStatus, path: path ?? null, rejection: why };
    if (error.cause instanceof RulesFault) {
      const { subject, cause } = error.cause;
      const fault = cause === undefined ? why.reason : faultPlace(cause);
      ctx?.deps.ports.log.error({ matchId: subject, path, fault }, "the rules threw");
    }
    if (why.code !== "internal") return { ...shape, message: why.message, data };
    const requestId = randomUUID();
    const fault = error.cause instanceof Error ? error.cause : error;
    ctx?.deps.ports.log.error({ requestId, path, fault: fault.message, stack: fault.stack }, "a request failed");
    return { ...shape, message: why.message, data: { ...data, requestId } };
  },
});

export const router = t.router;

/** Refuses text that cannot be stored, and turns what is thrown below into typed errors. */
export const anyone = t.procedure.use(async ({ ctx, getRawInput, next }) => {
  const raw = await getRawInput();
  // Over HTTP the context is made when the head has come: whoever holds the body back would think for nothing.
  if (ctx.connection === null) ctx.receivedAt = ctx.deps.ports.clock.now();
  refusePoison(raw);
  const result = await next();
  if (!result.ok) throw refusedFault(result.error);
  return result;
});

/** For those who have identified themselves. */
export const known = anyone.use(({ ctx, next }) => next({ ctx: { session: sessionNow(ctx) } }));

/** @throws TRPCError */
export function refusePoison(raw: unknown): void {
  const poison = raw === undefined ? null : findPoison(raw);
  if (poison !== null) throw refused(rejection("invalid_message", poison, poisonWords(poison, raw)));
}

/** Who asks. @throws TRPCError */
export function sessionNow({ session, deps }: Context): Session {
  if (session === null) throw refused(NO_TOKEN);
  if (session.expiresAt <= deps.ports.clock.now()) throw refused(EXPIRED);
  return session;
}

/** Counts against a budget of this address or player, when limits are on. */
export async function spend(ctx: Context, what: keyof typeof BUDGETS, who: string): Promise<void> {
  if (!ctx.deps.rateLimits) return;
  const waitMs = await ctx.deps.ports.coordination.limits.take(`${what}:${who}`, BUDGETS[what]);
  if (waitMs === 0) return;
  throw refused(
    rejection("rate_limited", `too_many_${what}`, "Too many requests. Wait a little.", { retryAfterMs: waitMs }),
  );
}

/** Counts a move against what one player may make. @throws TRPCError */
export function paceMoves({ limits }: RpcDeps, playerId: string): void {
  const retryAfterMs = limits?.move(playerId) ?? 0;
  if (retryAfterMs === 0) return;
  throw refused(rejection("rate_limited", "too_many_moves", "Too many moves. Wait a little.", { retryAfterMs }));
}

/** Per minute: generous for a household behind one address, tight for somebody guessing codes. */
const BUDGETS = {
  guests: { burst: 30, perSecond: 0.5 },
  creates: { burst: 30, perSecond: 0.5 },
  joins: { burst: 20, perSecond: 0.5 },
  bots: { burst: 40, perSecond: 0.5 },
  settings: { burst: 20, perSecond: 0.5 },
  observes: { burst: 20, perSecond: 0.5 },
  /** Pages of replays: each is folded anew. */
  views: { burst: 30, perSecond: 1 },
} as const;
