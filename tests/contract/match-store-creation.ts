/** How a store takes in new matches: part of the contract of `match-store.ts`. */
import { randomUUID } from "node:crypto";
import { sealOf } from "@holdfast/engine";
import { expect, test } from "vitest";
import { newMatch, randomCode } from "../support/stored-match.js";
import type { Subject } from "./match-store.js";

export function creationCases(subject: Subject): void {
  test("[DU4] a match is loaded exactly as it was created", async () => {
    const match = await subject.created({ facts: { options: { size: 3, names: ["à", "😀", '"\\'] }, hostId: "host" } });
    expect(await subject.store.loadMatch(match.facts.matchId)).toEqual({
      facts: match.facts,
      seed: match.seed,
      code: match.code,
      watchKey: match.watchKey,
      visibility: "private",
      epoch: 1,
      snapshot: match.head,
      tail: [],
      headRow: {
        version: 0,
        hash: match.head.hash,
        status: "open",
        deadline: null,
        toMove: [],
        outcome: null,
        endedAt: null,
        holders: [null, null],
      },
      names: new Map(),
      created: {
        creatorId: match.creatorId,
        createMsgId: match.createMsgId,
        createPayloadHash: match.createPayloadHash,
      },
      seal: sealOf(match),
    });
  });

  test("[SY5] a repeated create finds the first match and its payload hash", async () => {
    const first = await subject.created();
    const again = newMatch({ creatorId: first.creatorId, createMsgId: first.createMsgId });
    expect(await subject.store.createMatch(again)).toEqual({
      status: "duplicate",
      matchId: first.facts.matchId,
      payloadHash: first.createPayloadHash,
    });
    expect(await subject.store.loadMatch(again.facts.matchId)).toBeNull();
  });

  test("[SY5] creates that race under one msgId make one match", async () => {
    const creatorId = randomUUID();
    const createMsgId = randomUUID();
    const rivals = Array.from({ length: 8 }, () => newMatch({ creatorId, createMsgId }));
    const outcomes = await Promise.all(rivals.map((match) => subject.store.createMatch(match)));
    const winner = rivals[outcomes.findIndex(({ status }) => status === "created")];
    const winnerId = winner?.facts.matchId;
    expect(outcomes.filter(({ status }) => status === "created")).toHaveLength(1);
    const others = outcomes.filter(({ status }) => status !== "created");
    expect(others).toEqual(others.map(() => expect.objectContaining({ status: "duplicate", matchId: winnerId })));
  });

  test("[MT1] a code that a live match has is taken, and nothing of the second match is kept", async () => {
    const first = await subject.created();
    const second = newMatch({ code: first.code });
    expect(await subject.store.createMatch(second)).toEqual({ status: "code_taken" });
    expect(await subject.store.loadMatch(second.facts.matchId)).toBeNull();
    expect(await subject.store.createMatch({ ...second, code: randomCode() })).toEqual({ status: "created" });
  });
}
