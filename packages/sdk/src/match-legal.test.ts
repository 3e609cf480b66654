/** What may be played, as a match's handle asks for it. */
import { expect, test } from "vitest";
import { ClosedError, HoldfastError } from "./errors.js";
import { following, step } from "./testing-support/following.js";
import { MATCH, watch } from "./testing-support/world.js";

const LEGAL = { all: [{ type: "move", cell: 4 }] };

test("[MT4.1] legal moves are asked for at the version that is held, and told with theirs", async () => {
  const { match, server, clock } = await following(3);
  server.answers.set("match.legal", ({ input }) => ({
    data: { matchId: MATCH, epoch: 1, version: Number(input.knownVersion), legal: LEGAL },
  }));
  server.push(step(4));
  await clock.advance(5);
  const told = match.legalMoves();
  await clock.advance(5);
  expect(await told).toEqual({ epoch: 1, version: 4, legal: LEGAL });
  expect(server.askedFor("match.legal").map(({ input }) => input)).toEqual([{ matchId: MATCH, knownVersion: 4 }]);
});

test("[MT4.1] a refusal is thrown with its rejection, and a closed match asks for nothing", async () => {
  const { match, server, clock } = await following(3);
  const refusal = { code: "rules_error", reason: "too_many_moves", recovery: "none", message: "Too many." };
  server.answers.set("match.legal", () => ({ rejection: refusal }));
  const refused = watch(match.legalMoves());
  await clock.advance(5);
  expect(refused.outcome()).toBeInstanceOf(HoldfastError);
  expect((refused.outcome() as HoldfastError).rejection).toEqual(refusal);
  match.close();
  await expect(match.legalMoves()).rejects.toThrow(ClosedError);
  expect(server.askedFor("match.legal")).toHaveLength(1);
});

test("[MT4.1] asked at a version that the server does not have, the refusal is told as it is: there is nothing that may have been done", async () => {
  const { match, server, clock } = await following(3);
  const refusal = { code: "desync", reason: "version_ahead", recovery: "resync", message: "You are ahead." };
  server.answers.set("match.legal", () => ({ rejection: refusal }));
  const refused = watch(match.legalMoves());
  await clock.advance(5);
  expect((refused.outcome() as HoldfastError).rejection).toEqual(refusal);
});
