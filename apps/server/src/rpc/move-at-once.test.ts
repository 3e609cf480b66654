import { randomUUID } from "node:crypto";
import { StorageUnavailable } from "@holdfast/engine";
import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";
import type { Context } from "./context.js";
import { moveAtOnce } from "./move-at-once.js";
import { rejectionOf } from "./refusals.js";
import { appRouter } from "./router.js";

const NOW = 1_000_000;
const move = { msgId: randomUUID(), matchId: randomUUID(), basedOn: 2, move: { type: "move", cell: 4 } };
const session = { playerId: "ann", name: "Ann", scope: "user", matchId: null, expiresAt: NOW + 1 };

/** Of a player whom every move takes to storage, which is away. */
function context(over: { readonly session?: object | null; readonly waitMs?: number } = {}): Context {
  const get = async () => {
    throw new StorageUnavailable(500);
  };
  const matches = { outages: { received: () => () => {} }, here: () => null, get };
  const deps = { ports: { clock: { now: () => NOW } }, matches, limits: { move: () => over.waitMs ?? 0 } };
  const made = { deps, session, isAdmin: false, connection: null, address: "here", receivedAt: NOW };
  return { ...made, ...over } as unknown as Context;
}

async function faultOf(answer: Promise<unknown>): Promise<readonly unknown[]> {
  const fault = await answer.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return fault instanceof TRPCError ? [fault.code, rejectionOf(fault)] : ["not refused", fault];
}

test.each([
  ["nobody", context({ session: null }), move, "no_token"],
  ["a token that has expired", context({ session: { ...session, expiresAt: NOW } }), move, "token_expired"],
  ["text that cannot be stored", context(), { ...move, move: { type: "\u0000" } }, "nul_character"],
  ["such text of nobody", context({ session: null }), { ...move, msgId: "\ud800" }, "lone_surrogate"],
  ["another shape", context(), { ...move, basedOn: "2" }, "bad_shape"],
  ["nothing at all", context(), undefined, "bad_shape"],
  ["too many moves", context({ waitMs: 70 }), move, "too_many_moves"],
  ["storage that is away", context(), move, "storage_unavailable"],
])("[SY6] %s is refused on a socket as the router refuses it", async (_name, ctx, input, reason) => {
  const told = await faultOf(moveAtOnce(ctx, input));
  expect(told).toEqual(await faultOf(appRouter.createCaller(ctx).match.move(input as never)));
  expect(told).toMatchObject([expect.any(String), { reason }]);
});
