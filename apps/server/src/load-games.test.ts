import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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

describe("a module that cannot be loaded is told in a sentence with what to do, before what Node says", () => {
  const told = (module: string) => loadGames([module]).then(String, (fault: unknown) => String(Object(fault).message));

  test.each([
    ["./not-there.mjs", /not-there\.mjs cannot be loaded: there is no file \/.*\/not-there\.mjs: write its path/],
    [
      "no-such-package-of-games",
      /cannot be loaded: no package of this name is installed beside the server: install it/,
    ],
    ["data:text/javascript,export default {", /cannot be loaded: Node cannot read it as JavaScript: correct it/],
    ["data:text/javascript,throw new Error('no luck')", /it failed while it was loaded: .*\. Node says: no luck$/],
  ])("[OP4] %s", async (module, sentence) => {
    const said = await told(module);
    expect(said).toMatch(sentence);
    expect(said).toMatch(/^HOLDFAST_GAMES: .* Node says: ./);
  });

  test("[OP4] a file of which a part is not there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "games-"));
    const file = join(folder, "mine.mjs");
    await writeFile(file, 'import "no-such-part";');
    expect(await told(file)).toMatch(
      /cannot be loaded: something that it imports is not there: install what it needs\./,
    );
    await rm(folder, { recursive: true });
  });
});
