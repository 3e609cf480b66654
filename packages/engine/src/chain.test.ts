import { expect, test } from "vitest";
import { chainMisfit } from "./stored-match.js";
import { bid, match, move, started } from "./table-for-tests.js";

test("[DU4] a commit that is whole by itself and follows another history breaks the chain, wherever it is put in", () => {
  const play = () => {
    const table = started();
    table.must(move(0, 2, bid(1)));
    return table.log;
  };
  const [ours, others] = [play(), play()];
  expect(chainMisfit(match, 0, ours)).toBeNull();
  expect(chainMisfit(match, 1, others.slice(1))).toBeNull();
  for (let at = 1; at < ours.length; at += 1) {
    const mixed = [...ours.slice(0, at), ...others.slice(at)];
    expect(chainMisfit(match, 0, mixed)).toMatchObject({ version: at + 1, message: expect.stringContaining("chain") });
  }
});
