/** A match's past, as its handle asks for it. */
import { expect, test } from "vitest";
import { following } from "./testing-support/following.js";
import { MATCH } from "./testing-support/world.js";

test("[MT9.2] the past is asked for page by page, as oneself unless another seat is named", async () => {
  const { match, server, clock } = await following(3);
  const page = { matchId: MATCH, epoch: 1, version: 3, isOver: false, views: [], next: null };
  server.answers.set("match.views", () => ({ data: page }));
  const asked = [match.views(), match.views(2), match.views(0, 1), match.views(0, null)];
  await clock.advance(5);
  expect(await Promise.all(asked)).toEqual([page, page, page, page]);
  expect(server.askedFor("match.views").map(({ input }) => input)).toEqual([
    { matchId: MATCH, after: 0 },
    { matchId: MATCH, after: 2 },
    { matchId: MATCH, after: 0, seat: 1 },
    { matchId: MATCH, after: 0, seat: null },
  ]);
});
