import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { playMove } from "../usecases/play-move.js";
import { settleDeadlines } from "./deadlines.js";

const TIMED = { game: "tic-tac-toe", options: { turnMs: 10_000 } } as const;

test("[MT5] a turn that is over ends half a second later, so that a move received in time can still win", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], TIMED);
  await parts.clock.advance(10_499);
  await settleDeadlines(parts);
  expect(live.head.version).toBe(2);
  await parts.clock.advance(1);
  await settleDeadlines(parts);
  expect(live.head.state).toMatchObject({ outcome: { reason: "timeout", winners: [1] }, last: { kind: "timeout" } });
});

test("[MT5] fired twice and on two nodes it is one commit", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], {
    ...TIMED,
    options: { ...TIMED.options, onTimeout: "random-move" },
  });
  const other = parts.another();
  await other.matches.get(live.id);
  await parts.clock.advance(10_500);
  await Promise.all([settleDeadlines(parts), settleDeadlines(other), settleDeadlines(parts)]);
  const log = await parts.store.readCommits(live.id, 0, 100);
  expect(log.map(({ commit }) => commit.msgId).slice(2)).toEqual(["timeout:2"]);
});

test("[MT5] a match whose timeout cannot be stored does not keep the others from theirs", async () => {
  const parts = serverParts();
  const stuck = await tableOf(parts, ["Anna", "Bob"], TIMED);
  const second = await tableOf(parts, ["Carol", "Dan"], TIMED);
  const { append } = parts.store;
  parts.store.append = async (entry) => {
    if (entry.commit.matchId === stuck.live.id) throw new Error("this row cannot be written");
    return append.call(parts.store, entry);
  };
  await parts.clock.advance(10_500);
  await expect(settleDeadlines(parts)).rejects.toThrow("this row cannot be written");
  expect(second.live.head.version).toBe(3);
});

test("[MT5] a node that is behind gives a timeout the name of the version it ends, not of the one it knew", async () => {
  const parts = serverParts();
  const { live, players } = await tableOf(parts, ["Anna", "Bob"], {
    ...TIMED,
    options: { ...TIMED.options, onTimeout: "random-move" },
  });
  const behind = parts.another();
  await behind.matches.get(live.id);
  await parts.clock.advance(5_000);
  const [anna] = players;
  if (anna === undefined) throw new Error("nobody moves first");
  await playMove(parts, anna, { matchId: live.id, msgId: randomUUID(), basedOn: 2, move: { type: "move", cell: 4 } });
  await parts.clock.advance(10_500);
  await settleDeadlines(behind);
  const log = await parts.store.readCommits(live.id, 0, 100);
  expect(log.map(({ commit }) => commit.msgId).slice(3)).toEqual(["timeout:3"]);
});
