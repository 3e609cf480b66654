import type { Client, Match, ReplayLog, Snapshot } from "@holdfast/sdk";
import { expect, test } from "vitest";
import { rematch } from "./rematch.js";

const log = { game: "tic-tac-toe", options: { bestOf: 3 }, seatCount: 2 } as unknown as ReplayLog;
const seats = (...bots: readonly boolean[]) =>
  ({ seats: bots.map((bot, at) => ({ seat: at, ...(bot ? { bot: true } : {}) })) }) as unknown as Snapshot;

/** A client that notes what it is asked to make. */
function noting(visibility: "private" | "public" = "private") {
  const asked: unknown[] = [];
  const made = { id: "new", addBot: async () => void asked.push("bot") } as unknown as Match;
  const client = {
    get: async () => ({ visibility }),
    create: async (...what: unknown[]) => {
      asked.push(what);
      return made;
    },
  } as unknown as Client;
  return { asked, client };
}
const over = (role: Match["role"], seat: number | null = role === "host" ? null : 0) =>
  ({ id: "old", role, seat, replay: async () => log }) as unknown as Match;

test("[MT1] a rematch is a new table of the same game with the same options, seats and visibility", async () => {
  const { asked, client } = noting("public");
  expect((await rematch(client, over("player"), seats(false, false))).id).toBe("new");
  expect(asked).toEqual([["tic-tac-toe", { bestOf: 3 }, { seats: 2, visibility: "public" }]]);
});

test("[MT1] [MT2] whoever hosted without a seat hosts the rematch", async () => {
  const { asked, client } = noting();
  await rematch(client, over("host"), seats(false, false));
  expect(asked).toEqual([["tic-tac-toe", { bestOf: 3 }, { seats: 2, visibility: "private", as: "host" }]]);
});

test("[MT1] [MT2] whoever hosted from a seat plays in the rematch", async () => {
  const { asked, client } = noting();
  await rematch(client, over("host", 0), seats(false, false));
  expect(asked).toEqual([["tic-tac-toe", { bestOf: 3 }, { seats: 2, visibility: "private" }]]);
});

test("[MT1] [MT13] bots that played are seated again", async () => {
  const { asked, client } = noting();
  await rematch(client, over("player"), seats(true, false, true));
  expect(asked.slice(1)).toEqual(["bot", "bot"]);
});

test("[MT1] [MT13] a table whose bots find no seat any more is a table all the same", async () => {
  const { asked, client } = noting("public");
  const full = { id: "new", addBot: () => Promise.reject(new Error("match_started")) } as unknown as Match;
  const crowded = { ...client, create: async () => full } as unknown as Client;
  expect(await rematch(crowded, over("player"), seats(false, true, true))).toBe(full);
  expect(asked).toEqual([]);
});
