/** What becomes of a claim of a seat whose connection dies while it is on its way. */
import { openPostgresStore } from "@holdfast/db";
import { createTestDatabase, type TestDatabase } from "@holdfast/db/testing";
import type { MatchStore } from "@holdfast/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimSeats, CONTENDED, type SeatClaimed, sessionsOf } from "../../packages/db/src/queries/players.js";
import type { SqlParam, SqlPort } from "../../packages/db/src/sql-port.js";
import { postgresUrl } from "../support/postgres-url.js";
import { newMatch } from "../support/stored-match.js";

let database: TestDatabase;
let store: MatchStore;
beforeAll(async () => {
  database = await createTestDatabase(postgresUrl());
  store = await openPostgresStore({ url: database.url });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

type Ask = (text: string, params: readonly SqlParam[]) => Promise<readonly object[]>;
/** Statements on their way to the database; writes go through `write`. */
function portOf(write: Ask): SqlPort {
  const ask: Ask = (text, params) => database.query(text, params);
  return {
    writers: 1,
    read: ask,
    write: (_writer: number, ...statement: Parameters<Ask>) => write(...statement),
  } as never;
}

async function takenSeat() {
  const match = newMatch();
  await store.createMatch(match);
  const claim = { matchId: match.facts.matchId, seat: 0, playerId: "ann" };
  await database.query("update seats set player_id = 'ann' where match_id = $1 and seat = 0", [claim.matchId]);
  const numberNow = async () => (await sessionsOf(plain, [claim]))[0]?.sessionNo;
  return { claim, numberNow };
}

const claimSeat = async (port: SqlPort, claim: SeatClaimed) => Number((await claimSeats(port, [claim]))[0]);
const plain = portOf((text, params) => database.query(text, params));

test("[SY10] a claim that a dead connection's backend carries out late does not number out its own repetition", async () => {
  const { claim, numberNow } = await takenSeat();
  const late: (() => Promise<unknown>)[] = [];
  const cut = portOf((...statement) => {
    late.push(() => database.query(...statement));
    return Promise.reject(new Error("the connection is gone"));
  });
  await expect(claimSeat(cut, claim)).rejects.toThrow("gone");
  const repeated = await claimSeat(plain, claim);
  for (const carryOut of late) await carryOut();
  expect(late).toHaveLength(1);
  expect(await numberNow()).toBe(repeated);
});

test("[SY10] a claim that was carried out though its answer was lost is followed by a newer one", async () => {
  const { claim, numberNow } = await takenSeat();
  const deaf = portOf(async (...statement) => {
    await database.query(...statement);
    throw new Error("the answer is lost");
  });
  await expect(claimSeat(deaf, claim)).rejects.toThrow("lost");
  const first = await numberNow();
  const repeated = await claimSeat(plain, claim);
  expect(repeated).toBeGreaterThan(first ?? 0);
  expect(await numberNow()).toBe(repeated);
});

test("[SY10] claims of many seats are one statement, and each is answered for itself", async () => {
  const [one, other] = [await takenSeat(), await takenSeat()];
  const stranger = { ...one.claim, playerId: "bob" };
  const nowhere = { ...one.claim, matchId: "not an id" };
  let writes = 0;
  const counting = portOf((...statement) => {
    writes += 1;
    return database.query(...statement);
  });
  const claims = [one.claim, stranger, other.claim, one.claim, nowhere];
  expect(await claimSeats(counting, claims)).toEqual([1, null, 1, 2, null]);
  expect(writes).toBe(1);
  expect([await one.numberNow(), await other.numberNow()]).toEqual([2, 1]);
});

test("[SY10] whoever is overtaken between reading and claiming is told so, the others are not", async () => {
  const [one, other] = [await takenSeat(), await takenSeat()];
  const overtaken = portOf(async (...statement) => {
    await claimSeat(plain, one.claim);
    return database.query(...statement);
  });
  expect(await claimSeats(overtaken, [one.claim, other.claim])).toEqual([CONTENDED, 1]);
});
