import { expect, test } from "vitest";
import type { HoldfastError } from "./errors.js";
import { makeWorld, watch } from "./testing-support/world.js";

const GAMES = [{ id: "go", title: "Go", summary: "Stones.", rulesVersion: 1, seats: { min: 2, max: 2 } }];

test("[ID1] asking which games there are makes no account and no connection", async () => {
  const { client, server, clock } = makeWorld({ token: undefined, guest: { name: "Ada" } } as never);
  server.answers.set("games.list", () => ({ data: GAMES }));
  const asked = client.games();
  await clock.advance(5);
  expect(await asked).toEqual(GAMES);
  expect([server.posted, server.sockets.length]).toEqual([[{ path: "games.list", bearer: null }], 0]);
  // The twin: whoever needs an account gets one.
  void client.mine().catch(() => undefined);
  await clock.advance(5);
  expect(server.posted.map(({ path }) => path)).toEqual(["games.list", "session.guest"]);
  client.close();
});

test("[SY12.1] another address is asked when one is gone, and none left is said", async () => {
  const { client, server, clock } = makeWorld({ url: ["http://one.example", "http://two.example"] });
  server.answers.set("games.list", () => ({ data: GAMES }));
  server.down.add("one.example");
  const asked = client.games();
  await clock.advance(5);
  expect(await asked).toEqual(GAMES);
  server.down.add("two.example");
  const again = watch(client.games());
  await clock.advance(5);
  expect((again.outcome() as HoldfastError).rejection).toMatchObject({ reason: "no_answer", recovery: "retry" });
  client.close();
});

test("[MT14] what may be set for a game is asked for by its name, without an account", async () => {
  const { client, server, clock } = makeWorld({ token: undefined, guest: { name: "Ada" } } as never);
  const contract = { id: "go", rulesVersion: 1, options: { type: "object" } };
  server.answers.set("games.contract", ({ input }) => ({ data: input.game === "go" ? contract : null }));
  const asked = client.contract("go");
  await clock.advance(5);
  expect(await asked).toEqual(contract);
  expect([server.posted.map(({ path }) => path), server.sockets.length]).toEqual([["games.contract"], 0]);
  client.close();
});
