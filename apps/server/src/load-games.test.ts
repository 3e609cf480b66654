import { expect, test } from "vitest";
import { COUNTING } from "../../../tests/support/counting-game.js";
import { loadGames } from "./load-games.js";

/** A module that exports what a program would, made of what the games' shape demands. */
function moduleOf(change: string): string {
  const hooks = Object.entries(COUNTING).flatMap(([name, part]) => (typeof part === "function" ? [name] : []));
  const functions = hooks.map((name) => `${name}() {}`).join(",");
  const schema = "schema: Object.fromEntries(['options','move','event','view'].map((n) => [n, { safeParse() {} }]))";
  const facts = "id: 'mine', title: 'Mine', summary: 'Mine.', rulesVersion: 1, seats: { min: 1, max: 2 }";
  return `data:text/javascript,const game = { ${facts}, ${schema}, ${functions} };${change}`;
}

test("[OP4] a module brings one game, or several", async () => {
  expect((await loadGames([moduleOf("export default game")])).map(({ id }) => id)).toEqual(["mine"]);
  const several = moduleOf("export default [game, { ...game, id: 'other' }]");
  expect((await loadGames([several])).map(({ id }) => id)).toEqual(["mine", "other"]);
});

test.each([
  ["its id", "id: 'Not This'"],
  ["title and summary", "title: undefined"],
  ["its rulesVersion", "rulesVersion: 0"],
  ["its seats", "seats: { min: 2, max: 1 }"],
  ["its schema.move cannot parse", "schema: { ...game.schema, move: {} }"],
  ["it has no redact()", "redact: null"],
  ["its bot is no function", "bot: 'clever'"],
])("[OP4] what is no game is refused with what is wrong: %s", async (problem, change) => {
  await expect(loadGames([moduleOf(`export default { ...game, ${change} }`)])).rejects.toThrow(problem);
});
