import { type AnyGame, eraseGame } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import { expect, test } from "vitest";
import { COUNTING } from "../../../../tests/support/counting-game.js";
import { contractOf } from "./game-contract.js";

type Schema = { type: string; properties: Record<string, { default?: unknown }>; additionalProperties: boolean };

test.each(Object.values(GAMES).map((game) => [game.id, game] as const))(
  "[MT14] what may be set for %s is told: its options, each as it is sent, and nothing else",
  (_id, game) => {
    const { id, rulesVersion, options } = contractOf(game);
    expect([id, rulesVersion]).toEqual([game.id, game.rulesVersion]);
    const schema = options as unknown as Schema;
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    const usual = game.schema.options.safeParse({});
    const keys = Object.keys(schema.properties);
    expect(keys.length).toBeGreaterThan(5);
    // A key that is told is one that is taken: none is refused as unknown, whatever its value.
    for (const key of keys) {
      const tried = game.schema.options.safeParse({ [key]: Symbol("none") });
      const issue = tried.success ? null : tried.error.issues[0];
      expect([key, issue?.path[0]]).toEqual([key, key]);
    }
    const defaults = keys.filter((key) => schema.properties[key]?.default !== undefined);
    for (const key of defaults) {
      const given = { [key]: schema.properties[key]?.default };
      expect(game.schema.options.safeParse(given)).toEqual(usual);
    }
  },
);

test("[MT14, G5] a game whose schema is no schema of ours cannot tell, and says so", () => {
  const options = { safeParse: () => ({ success: true as const, data: {} }) };
  const game: AnyGame = eraseGame({ ...COUNTING, schema: { ...COUNTING.schema, options } } as never);
  expect(contractOf(game).options).toBeNull();
});
