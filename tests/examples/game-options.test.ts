/** The list of options is true: each game's, in order, with the defaults that a match gets. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GAMES } from "@holdfast/games";
import { expect, test } from "vitest";
import { z } from "zod";

const PAGE = readFileSync(fileURLToPath(new URL("../../docs/games.md", import.meta.url)), "utf8");
const ROW = /^\| `(\w+)` \| (.*?) \| .+ \|$/gm;
/** Only what is longer may be told in words instead. */
const LONGEST = 100;

/** Name and default of each option, as the section of this game has them. */
function listed(game: string): ReadonlyMap<string, string> {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${game}\n`)) ?? "";
  return new Map([...section.matchAll(ROW)].map(([, name = "", usual = ""]) => [name, usual.trim()]));
}

test.each(Object.values(GAMES))("[MT1] the page of options lists those of $id, with their defaults", (game) => {
  const { options } = game.schema;
  if (!(options instanceof z.ZodType)) throw new Error("its options are described by something else than zod");
  const { properties = {} } = z.toJSONSchema(options, { io: "input", unrepresentable: "any" });
  const rows = listed(game.id);
  expect([...rows.keys()]).toEqual(Object.keys(properties));
  const usual = new Map(Object.entries(z.record(z.string(), z.unknown()).parse(options.parse({}))));
  for (const [name, told] of rows) {
    const text = usual.has(name) ? JSON.stringify(usual.get(name)) : "";
    if (text.length <= LONGEST) expect(told, name).toBe(text === "" ? "" : `\`${text}\``);
  }
});

test("[MT1] every game of this build has its section", () => {
  const sections = [...PAGE.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  expect(sections.toSorted()).toEqual(Object.keys(GAMES).toSorted());
});
