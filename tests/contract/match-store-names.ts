/** How a store keeps what players are called: part of the contract of `match-store.ts`. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { entryAfter, tipAfter, tipOf } from "../support/stored-match.js";
import type { Subject } from "./match-store.js";

export function nameCases(subject: Subject): void {
  test("[ID3] a player's name is kept and can change; unknown players are left out", async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    await subject.store.putPlayer({ playerId: ann, name: "Ann" });
    await subject.store.putPlayer({ playerId: ann, name: "Ann of Green Gables" });
    await subject.store.putPlayer({ playerId: bob, name: "Bob 😀, {}" });
    expect(await subject.store.players([ann, bob, randomUUID()])).toEqual(
      new Map([
        [ann, { playerId: ann, name: "Ann of Green Gables" }],
        [bob, { playerId: bob, name: "Bob 😀, {}" }],
      ]),
    );
    expect(await subject.store.players([])).toEqual(new Map());
  });

  test("[MT1] a match is loaded with the names of those who sit there now, as far as they have one", async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    await subject.store.putPlayer({ playerId: ann, name: "Ann 😀, {}" });
    let tip = tipOf(await subject.created());
    const seatedNames = async (seat: number, playerId: string | null) => {
      const entry = entryAfter(tip, { seating: { seat, playerId } });
      expect(await subject.store.append(entry)).toMatchObject({ status: "appended" });
      tip = tipAfter(entry);
      return (await subject.store.loadMatch(tip.matchId))?.names;
    };
    expect(await seatedNames(0, ann)).toEqual(new Map([[ann, "Ann 😀, {}"]]));
    expect(await seatedNames(1, bob)).toEqual(new Map([[ann, "Ann 😀, {}"]]));
    await subject.store.putPlayer({ playerId: bob, name: "Bob" });
    expect(await seatedNames(0, null)).toEqual(new Map([[bob, "Bob"]]));
  });
}
