/** `session.*`: guest accounts and who one is. */
import { guestInput, renewInput, type SessionGrant, type WhoAmI } from "@holdfast/protocol";
import { rejection } from "@holdfast/engine";
import type { Session } from "../usecases/deps.js";
import type { Context } from "./context.js";
import { sessionOf } from "./identity.js";
import { refused } from "./refusals.js";
import { anyone, known, router, spend } from "./trpc.js";

export const sessionRouter = router({
  /** A new guest account; on a socket that came without a token it also identifies the connection. */
  guest: anyone.input(guestInput).mutation(async ({ ctx, input }): Promise<SessionGrant> => {
    await spend(ctx, "guests", ctx.address);
    const { random, store } = ctx.deps.ports;
    const player = { playerId: random.uuid(), name: input.name ?? guestName(random.bytes(2)) };
    await store.putPlayer(player);
    const grant = await ctx.deps.tokens.user(player);
    if (ctx.session === null) identify(ctx, { ...player, scope: "user", matchId: null, expiresAt: grant.expiresAt });
    return { ...player, ...grant };
  }),

  /** The same account with a token that lasts longer. */
  refresh: known.mutation(async ({ ctx }): Promise<SessionGrant> => {
    const { playerId, name, scope } = ctx.session;
    if (scope !== "user") throw refused(rejection("forbidden", "scope", "Only a user token can be refreshed."));
    const grant = await ctx.deps.tokens.user({ playerId, name });
    return { playerId, name, ...grant };
  }),

  /** The connection this comes on, and all that runs on it, goes on with a newer token of the same player. */
  renew: anyone.input(renewInput).mutation(async ({ ctx, input }): Promise<WhoAmI> => {
    const renewed = sessionOf(ctx.deps, input.token, ctx.address);
    if (ctx.session !== null && !isSame(ctx.session, renewed)) throw refused(OTHER_PLAYER);
    identify(ctx, renewed);
    return whoIs(renewed);
  }),

  me: known.query(({ ctx }): WhoAmI => whoIs(ctx.session)),
});

const OTHER_PLAYER = rejection(
  "forbidden",
  "other_player",
  "This token stands for somebody else. Connect with it instead.",
);

/** Observers are not players: each of their tokens has a subject of its own, and only the match counts. */
function isSame(one: Session, other: Session): boolean {
  const isSamePlayer = one.scope === "observer" || one.playerId === other.playerId;
  return isSamePlayer && one.scope === other.scope && one.matchId === other.matchId;
}

function whoIs({ playerId, name, scope, expiresAt }: Session): WhoAmI {
  return { playerId, name, scope, expiresAt };
}

function identify(ctx: Context, session: Session): void {
  ctx.session = session;
  ctx.connection?.identify();
}

function guestName(bytes: Uint8Array): string {
  const [high = 0, low = 0] = bytes;
  return `Guest ${1000 + (((high << 8) | low) % 9000)}`;
}
