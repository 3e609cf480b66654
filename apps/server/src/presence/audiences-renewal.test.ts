import { expect, test } from "vitest";
import { serverParts } from "../../../../tests/support/server-parts.js";
import { Audiences } from "./audiences.js";

/** More than are renewed at once: see `settleEach`. */
const CROWDED = 201;

test("[MT3] an audience that went and came again while others were being renewed is on the board, and stays there", async () => {
  const { ports } = serverParts();
  const board = new Map<string, number>();
  const held: (() => void)[] = [];
  let isSlow = false;
  const watch = async (matchId: string, { size }: { size: number }) => {
    if (isSlow && matchId !== "last") await new Promise<void>((resolve) => held.push(resolve));
    board.set(matchId, size);
    return true;
  };
  Object.assign(ports.coordination, { presence: { watch } });
  const audiences = new Audiences({ ports, nodeId: "n1", onNotKept: () => {}, onFault: () => {} });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  for (let n = 1; n < CROWDED; n += 1) audiences.changed(`m${n}`, 1);
  audiences.changed("last", 1);
  await settle();

  isSlow = true;
  const renewed = audiences.renew();
  audiences.changed("last", 0);
  await settle();
  audiences.changed("last", 1);
  await settle();
  expect(board.get("last")).toBe(1);
  isSlow = false;
  for (const answer of held.splice(0)) answer();
  await renewed;
  expect.soft(board.get("last")).toBe(1);

  board.clear();
  await audiences.renew();
  expect.soft(board.get("last")).toBe(1);
});
