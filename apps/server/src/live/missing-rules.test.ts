import type { RulesInPlay } from "@holdfast/engine";
import { expect, test } from "vitest";
import { collectedLog } from "../../../../tests/support/collected-log.js";
import { COUNTING } from "../../../../tests/support/counting-game.js";
import { gamesOf } from "../games.js";
import { reportMissingRules } from "./missing-rules.js";

const inPlay = (rulesVersion: number): RulesInPlay => ({
  gameId: "counting",
  rulesVersion,
  matches: 3,
  examples: [`match-of-${rulesVersion}`],
});

async function reported(rulesInPlay: () => Promise<readonly RulesInPlay[]>) {
  const log = collectedLog();
  await reportMissingRules({ store: { rulesInPlay }, findGame: gamesOf([COUNTING]).find, log });
  return log.lines;
}

test("[DU9.2] a node that starts names the live matches whose rules it lacks, and none that it has", async () => {
  expect(await reported(async () => [inPlay(1), inPlay(2)])).toEqual([
    {
      level: "warn",
      fields: { game: "counting", rulesVersion: 2, matches: 3, examples: ["match-of-2"] },
      message: "this node lacks the rules of live matches and refuses them",
    },
  ]);
});

test("[DU9.2] a node starts though it could not find out", async () => {
  const lines = await reported(() => Promise.reject(new Error("away")));
  expect(lines).toMatchObject([{ level: "warn", fields: { fault: "Error: away" } }]);
});
