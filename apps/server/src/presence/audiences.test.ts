import { expect, test } from "vitest";
import { serverParts } from "../../../../tests/support/server-parts.js";
import { Audiences } from "./audiences.js";

/** A board that answers when it is let: what it was told, and what became of that. */
function begin() {
  const { ports } = serverParts();
  const told: string[] = [];
  const after: string[] = [];
  const board = { keeps: true, answers: [] as (() => void)[], waits: false };
  Object.assign(ports.coordination, {
    presence: {
      watch: async (matchId: string, { nodeId, size }: { nodeId: string; size: number }) => {
        told.push(`${matchId} ${nodeId} ${size}`);
        if (board.waits) await new Promise<void>((resolve) => board.answers.push(resolve));
        return board.keeps;
      },
    },
    wakeups: { ...ports.coordination.wakeups, publish: ({ kind }: { kind: string }) => after.push(kind) },
  });
  const audiences = new Audiences({
    ports,
    nodeId: "n1",
    onNotKept: () => after.push("not kept"),
    onFault: (_, fault) => after.push(String(fault)),
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { audiences, board, told, after, settle };
}

test("[MT3] however many come while the board is being told, it is told once more, and the others hear of it once", async () => {
  const { audiences, board, told, after, settle } = begin();
  board.waits = true;
  for (let size = 1; size <= 1_000; size += 1) audiences.changed("m", size);
  expect(told).toEqual(["m n1 1"]);
  board.waits = false;
  board.answers.shift()?.();
  await settle();
  expect([told, after]).toEqual([["m n1 1", "m n1 1000"], ["presence"]]);
});

test("[MT3] an audience is renewed for as long as there is one, which is no news to anybody", async () => {
  const { audiences, told, after, settle } = begin();
  audiences.changed("m", 3);
  audiences.changed("other", 1);
  await settle();
  await audiences.renew();
  expect([told.slice(2), after]).toEqual([["m n1 3", "other n1 1"], Array(2).fill("presence")]);
  audiences.changed("m", 0);
  await settle();
  await audiences.renew();
  expect(told.slice(4)).toEqual(["m n1 0", "other n1 1"]);
});

test("[MT3] [DU6] what the board does not keep is told with the next renewal, and is news to the others then", async () => {
  const { audiences, board, told, after, settle } = begin();
  board.keeps = false;
  audiences.changed("m", 2);
  await settle();
  expect(after).toEqual(["not kept"]);
  board.keeps = true;
  await audiences.renew();
  expect([told, after]).toEqual([Array(2).fill("m n1 2"), ["not kept", "presence"]]);
});

test("[OP1] a board that faults is reported, and is told again", async () => {
  const { audiences, board, after, settle } = begin();
  Object.defineProperty(board, "keeps", {
    get() {
      throw new Error("a defect of the board");
    },
  });
  audiences.changed("m", 1);
  await settle();
  await audiences.renew();
  expect(after).toEqual(Array(2).fill(["Error: a defect of the board", "not kept"]).flat());
});
