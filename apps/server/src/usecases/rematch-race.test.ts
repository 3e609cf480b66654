/** Two who ask for one rematch at the same moment, and nodes that die while they do. */
import { randomUUID } from "node:crypto";
import { type MatchStore, StorageUnavailable } from "@holdfast/engine";
import { expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import { addBot } from "./seat-bots.js";
import { answerOnce } from "./answer-once.js";
import { joinMatch } from "./join-match.js";
import { rematch } from "./rematch.js";

const [ANNA, BOB] = [userSession("Anna"), userSession("Bob")];

/** Anna, a bot and Bob have played a match, which is over. */
async function over() {
  const parts = serverParts();
  const request = { game: "holdem", options: { mode: "cash", actMs: 0 }, seats: 3 } as const;
  const { live, code } = await tableOf(parts, ["Anna"], request);
  await addBot(parts, ANNA, { matchId: live.id, msgId: randomUUID(), seat: 1 });
  await joinMatch(parts, BOB, { msgId: randomUUID(), code });
  await parts.store.putPlayer({ playerId: "bob", name: "Bob" });
  await answerOnce(parts, live, { kind: "abort", actorId: "admin", msgId: randomUUID(), reason: "test" });
  return { parts, id: live.id };
}
const asked = (matchId: string) => ({ msgId: randomUUID(), matchId });

/** Every match that Anna or Bob has a seat in but the first one. */
async function rematches({ store }: ServerParts, first: string) {
  const rows = [...(await store.matchesOf("anna")), ...(await store.matchesOf("bob"))];
  return new Map(rows.filter(({ matchId }) => matchId !== first).map((row) => [row.matchId, row]));
}

async function isOneTable(parts: ServerParts, id: string): Promise<void> {
  const [table, ...others] = [...(await rematches(parts, id)).values()];
  expect(others).toEqual([]);
  expect(table).toMatchObject({ status: "playing", version: 3 });
  expect(table?.seats.map(({ playerId }) => playerId)).toEqual(["anna", expect.stringMatching(/^bot/), "bob"]);
}

test.each([0, 1, 2, 3, 4, 5, 6, 7])(
  "[MT15] of two who ask at once, through two nodes, one makes the rematch and the other comes to it: %i steps apart",
  async (steps) => {
    const { parts, id } = await over();
    const other = parts.another();
    const annas = asked(id);
    const late = async () => {
      for (let step = 0; step < steps; step++) await Promise.resolve();
      return rematch(other, BOB, asked(id));
    };
    const elsewhere = [rematch(other, ANNA, annas), rematch(other, ANNA, asked(id))];
    const answers = await Promise.all([rematch(parts, ANNA, annas), late(), ...elsewhere]);
    expect(answers.map((one) => one.ok && [one.value.live.id, one.value.seat])).toEqual(
      [0, 2, 0, 0].map((seat) => [answers[0].ok && answers[0].value.live.id, seat]),
    );
    await isOneTable(parts, id);
  },
);

const CALLS = [
  "createMatch",
  "findCreated",
  "loadMatch",
  "readCommits",
  "findCommit",
  "versionsOf",
  "findMatch",
  "append",
  "putPlayer",
  "players",
] as const satisfies readonly (keyof MatchStore)[];

/** The node dies before its call number `last` of storage: nothing is carried out any more. @returns how many there were */
function dyingAt({ store }: ServerParts, last: number): () => number {
  let calls = 0;
  for (const call of CALLS) {
    store.before[call] = () => {
      if (calls++ >= last) throw new StorageUnavailable(1);
    };
  }
  return () => calls;
}
function revive({ store }: ServerParts): void {
  for (const call of CALLS) delete store.before[call];
}

test("[MT15] wherever a node dies in the middle, the same request through another one, and the other player's, end at one table", async () => {
  for (let last = 0; ; last++) {
    const { parts, id } = await over();
    const annas = asked(id);
    const calls = dyingAt(parts, last);
    const first = await rematch(parts, ANNA, annas).catch((fault: unknown) => fault);
    const isWhole = calls() <= last;
    expect(isWhole || first instanceof StorageUnavailable).toBe(true);
    revive(parts);
    const next = parts.another();
    const order = last % 2 === 0 ? [ANNA, BOB] : [BOB, ANNA];
    for (const one of order) {
      const answer = await rematch(next, one, one === ANNA ? annas : asked(id));
      expect(answer).toMatchObject({ ok: true, value: { seat: one === ANNA ? 0 : 2 } });
    }
    await isOneTable(parts, id);
    if (!isWhole) continue;
    // The match, its log, the rematch, and a commit each for a bot and a person were asked of storage at the least.
    expect(last).toBeGreaterThan(5);
    return;
  }
});
