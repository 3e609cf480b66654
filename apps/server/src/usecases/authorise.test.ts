import { randomUUID } from "node:crypto";
import { StorageUnavailable } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import type { Session } from "./deps.js";
import { leaveMatch } from "./give-up.js";
import { joinMatch } from "./join-match.js";
import { playMove } from "./play-move.js";
import { getMatch } from "./read-match.js";
import { resumeMatch } from "./resume-match.js";

const request = (matchId: string) => ({ matchId, held: null, connectionId: null });

describe("whoever took a seat through one node", () => {
  test.each(["private", "public"] as const)(
    "[DU7] has it on another at once, in a %s match, though no hint came",
    async (visibility) => {
      const parts = serverParts();
      const { live, code } = await tableOf(parts, ["Anna"], { visibility });
      const other = parts.another();
      await other.matches.get(live.id);
      const bob = userSession("Bob");
      await joinMatch(parts, bob, { msgId: randomUUID(), code });
      expect(await resumeMatch(other, bob, request(live.id))).toMatchObject({
        ok: true,
        value: { viewer: { kind: "seat", seat: 1 }, state: { version: 2 } },
      });
    },
  );

  test("[DU7] may act there at once, and is not taken for a stranger", async () => {
    const parts = serverParts();
    const { live, code } = await tableOf(parts, ["Anna"]);
    const other = parts.another();
    await other.matches.get(live.id);
    const bob = userSession("Bob");
    await joinMatch(parts, bob, { msgId: randomUUID(), code });
    const move = { matchId: live.id, msgId: randomUUID(), basedOn: 2, move: { type: "count" } };
    expect(await playMove(other, bob, move)).toMatchObject({ ok: false, rejection: { reason: "not_your_turn" } });
  });

  /** Anna hosts, two play, and the one who is to move is new to a node that cannot ask the log. */
  async function newTo(visibility: "private" | "public") {
    const parts = serverParts();
    const { live, code } = await tableOf(parts, ["Anna"], { visibility, as: "host" });
    const other = parts.another();
    await other.matches.get(live.id);
    const bob = userSession("Bob");
    await joinMatch(parts, bob, { msgId: randomUUID(), code, seat: 0 });
    await joinMatch(parts, userSession("Carol"), { msgId: randomUUID(), code });
    other.store.before.versionsOf = () => {
      throw new StorageUnavailable(500);
    };
    const move = { matchId: live.id, msgId: randomUUID(), basedOn: 2, move: { type: "count" } };
    return { parts, live, other, bob, move };
  }

  test.each(["private", "public"] as const)(
    "[SY5] is not refused as an observer by a node that cannot ask the log, and let in by another, in a %s match",
    async (visibility) => {
      const { parts, other, bob, move } = await newTo(visibility);
      await expect(playMove(other, bob, move)).rejects.toThrow(StorageUnavailable);
      expect(await playMove(parts, bob, move)).toMatchObject({ ok: true, value: { version: 3 } });
      delete other.store.before.versionsOf;
      expect(await playMove(other, bob, move)).toMatchObject({ ok: true, value: { version: 3, duplicate: true } });
    },
  );

  test("[DU5] goes on watching a public match there meanwhile, as anybody may: the twin", async () => {
    const { live, other, bob } = await newTo("public");
    expect(await resumeMatch(other, bob, request(live.id))).toMatchObject({ value: { viewer: { kind: "observer" } } });
  });
});

describe("a stranger", () => {
  const stranger = userSession("Mallory");

  test("[MT11] is told of a private match what is told of one that does not exist", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts);
    const of = async (matchId: string) => {
      const seen = await resumeMatch(parts, stranger, request(matchId));
      const move = { matchId, msgId: randomUUID(), basedOn: 2, move: { type: "count" } };
      const got = await getMatch(parts, stranger, matchId).catch((why: unknown) => String(why));
      return [seen, await playMove(parts, stranger, move), got];
    };
    expect(await of(live.id)).toEqual(await of(randomUUID()));
    expect((await of(live.id))[0]).toMatchObject({ ok: false, rejection: { code: "not_found" } });
  });

  test("[MT2] sees a public match as an observer and cannot act in it", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, ["Anna", "Bob"], { visibility: "public" });
    expect(await resumeMatch(parts, stranger, request(live.id))).toMatchObject({
      value: { viewer: { kind: "observer" } },
    });
    const move = { matchId: live.id, msgId: randomUUID(), basedOn: 2, move: { type: "count" } };
    expect(await playMove(parts, stranger, move)).toMatchObject({
      ok: false,
      rejection: { code: "forbidden", reason: "observer" },
    });
    expect(live.head.version).toBe(2);
  });
});

test("[ID3] a token for one match reaches no other, not even as its player", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts);
  const elsewhere: Session = { ...userSession("Anna"), scope: "seat", matchId: randomUUID() };
  const here: Session = { ...elsewhere, matchId: live.id };
  expect(await resumeMatch(parts, elsewhere, request(live.id))).toMatchObject({
    rejection: { code: "forbidden", reason: "other_match" },
  });
  expect(await resumeMatch(parts, here, request(live.id))).toMatchObject({ ok: true });
});

test("[MT4] who leaves a seat while its match is being read is not shown what the next holder sees", async () => {
  const parts = serverParts();
  const { live, players } = await tableOf(parts, ["Anna"], { game: "tic-tac-toe", visibility: "public" });
  const [anna = userSession("Anna")] = players;
  const deps = {
    ...parts,
    seats: {
      async claim() {
        await leaveMatch(parts, anna, { matchId: live.id, msgId: randomUUID() });
        await joinMatch(parts, userSession("Carol"), { matchId: live.id, msgId: randomUUID(), seat: 0 });
      },
    },
  };
  const resumed = await resumeMatch(deps, anna, { matchId: live.id, held: null, connectionId: "c1" });
  expect(resumed).toMatchObject({
    ok: true,
    value: { viewer: { kind: "observer" }, state: { version: 3, you: { seat: null } } },
  });
});

test("[SY5] a repeated join is answered again, and makes a player who has left since no host", async () => {
  const parts = serverParts();
  const { live, code } = await tableOf(parts, ["Hanna"], { as: "host" });
  const bob = userSession("Bob");
  const join = { msgId: randomUUID(), code, seat: 1 };
  expect(await joinMatch(parts, bob, join)).toMatchObject({ ok: true, value: { seat: 1, role: "player" } });
  await leaveMatch(parts, bob, { matchId: live.id, msgId: randomUUID() });
  expect(await joinMatch(parts, bob, join)).toMatchObject({
    ok: true,
    value: { seat: null, role: "player", receipt: { version: 1, duplicate: true } },
  });
});

test("[SY11] somebody who was refused a seat leaves nothing in memory", async () => {
  const parts = serverParts();
  const { live, code } = await tableOf(parts);
  for (const name of ["Carol", "Dan"]) await joinMatch(parts, userSession(name), { msgId: randomUUID(), code });
  expect([...live.names.values()]).toEqual(["Anna", "Bob"]);
});
