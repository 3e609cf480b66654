import { expect, test } from "vitest";
import { PRESENCE_LEASE_MS, type PresenceEntry } from "../../apps/server/src/ports.js";
import { freshId, type OpenSubject } from "./coordination.js";

export function entry(change: Partial<PresenceEntry> = {}): PresenceEntry {
  return { nodeId: "node-1", connectionId: freshId(), seat: 0, playerId: freshId(), ...change };
}

export function presenceCases(open: OpenSubject): void {
  test("[SY4] a match nobody ever came to is unknown, which is not the same as empty", async () => {
    const { coordination } = await open();
    expect(await coordination.presence.read(freshId())).toBeNull();
  });

  test("[SY4] whoever arrived is here, whichever node they are connected to", async () => {
    const { presence } = (await open()).coordination;
    const match = freshId();
    const [first, second] = [entry(), entry({ seat: 1, nodeId: "node-2" })];
    await presence.arrive(match, second);
    await presence.arrive(match, first);
    expect(await presence.read(match)).toStrictEqual({
      seats: [
        { seat: 0, playerId: first.playerId, here: true, awaySince: null },
        { seat: 1, playerId: second.playerId, here: true, awaySince: null },
      ],
      spectators: 0,
    });
  });

  test("[SY4] matches do not see each other's players", async () => {
    const { presence } = (await open()).coordination;
    const [match, other] = [freshId(), freshId()];
    await presence.arrive(match, entry());
    expect(await presence.read(other)).toBeNull();
    expect((await presence.read(match))?.seats).toHaveLength(1);
  });

  test("[SY4] a seat is empty from the moment its last connection departs", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const match = freshId();
    const phone = entry();
    const laptop = { ...phone, connectionId: freshId(), nodeId: "node-2" };
    await presence.arrive(match, phone);
    await presence.arrive(match, laptop);
    await clock.advance(1_000);
    await presence.depart(match, phone);
    expect((await presence.read(match))?.seats).toMatchObject([{ here: true, awaySince: null }]);
    await clock.advance(1_000);
    const left = clock.now();
    await presence.depart(match, laptop);
    await clock.advance(1_000);
    expect((await presence.read(match))?.seats).toStrictEqual([
      { seat: 0, playerId: phone.playerId, here: false, awaySince: left },
    ]);
  });

  test("[SY4] a departure told twice does not make the absence begin later", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const [match, who] = [freshId(), entry()];
    await presence.arrive(match, who);
    const left = clock.now();
    await presence.depart(match, who);
    await clock.advance(5_000);
    await presence.depart(match, who, left);
    expect((await presence.read(match))?.seats).toMatchObject([{ here: false, awaySince: left }]);
  });

  test("[SY3.2] a departure says by itself until when the player was here, though no arrival was kept", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const [match, who] = [freshId(), entry()];
    expect(await presence.arrive(match, who)).toBe(true);
    expect(await presence.depart(match, who)).toBe(true);
    await clock.advance(5_000);
    const left = clock.now();
    await presence.depart(match, { ...who, nodeId: "node-2", connectionId: freshId() });
    expect((await presence.read(match))?.seats).toMatchObject([{ here: false, awaySince: left }]);
  });

  test("[SY3.2] a departure that is told late counts from when it was, and changes nothing that came after it", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const [match, who] = [freshId(), entry()];
    const left = clock.now();
    await clock.advance(4_000);
    await presence.depart(match, who, left);
    expect((await presence.read(match))?.seats).toMatchObject([{ here: false, awaySince: left }]);
    const again = { ...who, connectionId: freshId() };
    await presence.arrive(match, again);
    await presence.depart(match, who, left);
    expect((await presence.read(match))?.seats).toMatchObject([{ here: true }]);
    const leftAgain = clock.now();
    await presence.depart(match, again);
    await presence.depart(match, who, left);
    expect((await presence.read(match))?.seats).toMatchObject([{ here: false, awaySince: leftAgain }]);
  });

  test("[SY4] whoever comes back is here again", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const [match, who] = [freshId(), entry()];
    await presence.arrive(match, who);
    await presence.depart(match, who);
    expect((await presence.read(match))?.seats).toMatchObject([{ here: false }]);
    await clock.advance(1);
    await presence.arrive(match, { ...who, connectionId: freshId() });
    expect((await presence.read(match))?.seats).toMatchObject([{ here: true, awaySince: null }]);
  });

  test("[DU7] the connections of a node that died count as gone when their lease ends, and not before", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const [match, who] = [freshId(), entry()];
    await presence.arrive(match, who);
    const ends = clock.now() + PRESENCE_LEASE_MS;
    await clock.advance(PRESENCE_LEASE_MS - 1);
    expect((await presence.read(match))?.seats).toMatchObject([{ here: true }]);
    await clock.advance(1);
    expect((await presence.read(match))?.seats).toStrictEqual([
      { seat: 0, playerId: who.playerId, here: false, awaySince: ends },
    ]);
    await presence.arrive(match, { ...who, nodeId: "node-2", connectionId: freshId() });
    await presence.depart(match, { ...who, nodeId: "node-2", connectionId: "another" });
    expect((await presence.read(match))?.seats).toMatchObject([{ here: true }]);
  });

  test("[DU7] a renewed lease lasts from the renewal", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const [match, who] = [freshId(), entry()];
    await presence.arrive(match, who);
    for (let third = 0; third < 6; third += 1) {
      await clock.advance(PRESENCE_LEASE_MS / 3);
      await presence.arrive(match, who);
    }
    await clock.advance(PRESENCE_LEASE_MS - 1);
    expect((await presence.read(match))?.seats).toMatchObject([{ here: true }]);
  });

  test("[DU7] the last living connection's departure empties a seat that a dead node still has on its name", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const [match, dead] = [freshId(), entry()];
    const living = { ...dead, nodeId: "node-2", connectionId: freshId() };
    await presence.arrive(match, dead);
    await clock.advance(PRESENCE_LEASE_MS / 2);
    await presence.arrive(match, living);
    await clock.advance(PRESENCE_LEASE_MS / 2 + 1);
    await presence.depart(match, living);
    const left = clock.now();
    expect((await presence.read(match))?.seats).toMatchObject([{ here: false, awaySince: left }]);
  });

  test("[SY4] what is said in one turn counts in the order in which it is said", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const [match, who, other] = [freshId(), entry(), entry({ seat: 1 })];
    const said = [presence.arrive(match, who), presence.arrive(match, other), presence.depart(match, who)];
    const seen = presence.read(match);
    await Promise.all(said);
    const expected = [{ here: false, awaySince: clock.now() }, { here: true }];
    expect((await seen)?.seats).toMatchObject(expected);
    expect((await presence.read(match))?.seats).toMatchObject(expected);
    await Promise.all([presence.depart(match, other), presence.arrive(match, other)]);
    expect((await presence.read(match))?.seats).toMatchObject([{ here: false }, { here: true }]);
  });

  test("[SY4] those who arrive at many matches in one turn, and look at once, see each their own match", async () => {
    const { presence } = (await open()).coordination;
    const matches = Array.from({ length: 450 }, () => ({ id: freshId(), who: [entry(), entry({ seat: 1 })] as const }));
    const never = freshId();
    const seen = await Promise.all(
      matches.map(async ({ id, who: [first, second] }) => {
        const both = [presence.arrive(id, first), presence.arrive(id, second), presence.read(never)];
        const looked = presence.read(id);
        await Promise.all(both);
        return [await looked, await presence.read(id), await both[2]];
      }),
    );
    for (const [i, { who }] of matches.entries()) {
      const seats = who.map(({ seat, playerId }) => ({ seat, playerId, here: true, awaySince: null }));
      const both = { seats, spectators: 0 };
      expect(seen[i]).toStrictEqual([both, both, null]);
    }
  });

  test("[MT3] audiences of many nodes that are told or renewed in one turn are all counted, players beside them", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const match = freshId();
    // Ids that begin alike, and have what a count has.
    const crowds = Array.from({ length: 250 }, (_, i) => ({ nodeId: `node ${i}`, size: i }));
    const players = [entry(), entry({ seat: 1 })];
    const arriveAll = () => Promise.all(players.map((who) => presence.arrive(match, who)));
    await Promise.all([arriveAll(), ...crowds.map((crowd) => presence.watch(match, crowd))]);
    const seats = [{ here: true }, { here: true }];
    expect(await presence.read(match)).toMatchObject({ seats, spectators: (250 * 249) / 2 });
    await clock.advance(PRESENCE_LEASE_MS - 1);
    await Promise.all([arriveAll(), ...crowds.slice(0, 30).map((crowd) => presence.watch(match, crowd))]);
    await clock.advance(1);
    expect(await presence.read(match)).toMatchObject({ seats, spectators: (30 * 29) / 2 });
  });

  test("[MT3] what a node says last of its audience counts, in place of what it said before", async () => {
    const { presence } = (await open()).coordination;
    const match = freshId();
    expect(await presence.watch(match, { nodeId: "node-1", size: 7 })).toBe(true);
    const said = [1_000, 12].map((size) => presence.watch(match, { nodeId: "node-1", size }));
    expect(await Promise.all(said)).toEqual([true, true]);
    await presence.watch(match, { nodeId: "node-11", size: 5 });
    expect(await presence.read(match)).toStrictEqual({ seats: [], spectators: 17 });
    await presence.watch(match, { nodeId: "node-1", size: 12 });
    await presence.watch(match, { nodeId: "node-1", size: 3 });
    expect((await presence.read(match))?.spectators).toBe(8);
    await presence.watch(match, { nodeId: "node-1", size: 0 });
    expect((await presence.read(match))?.spectators).toBe(5);
    expect(await presence.read(freshId())).toBeNull();
  });

  test("[SY4] seats whose numbers begin alike are kept apart", async () => {
    const { presence } = (await open()).coordination;
    const match = freshId();
    const [one, eleven] = [entry({ seat: 1 }), entry({ seat: 11 })];
    await presence.arrive(match, eleven);
    await presence.arrive(match, one);
    await presence.depart(match, one);
    expect((await presence.read(match))?.seats).toMatchObject([
      { seat: 1, playerId: one.playerId, here: false },
      { seat: 11, playerId: eleven.playerId, here: true },
    ]);
  });

  test("[MT3] an audience is counted while its lease lasts, and is at no seat", async () => {
    const { clock, coordination } = await open();
    const { presence } = coordination;
    const match = freshId();
    const audiences = [2, 1, 4].map((size, i) => ({ nodeId: `node-${i}`, size }));
    for (const audience of audiences) await presence.watch(match, audience);
    expect(await presence.read(match)).toStrictEqual({ seats: [], spectators: 7 });
    await clock.advance(PRESENCE_LEASE_MS - 1);
    expect((await presence.read(match))?.spectators).toBe(7);
    await presence.watch(match, { nodeId: "node-2", size: 4 });
    await clock.advance(1);
    expect(await presence.read(match)).toStrictEqual({ seats: [], spectators: 4 });
  });
}
