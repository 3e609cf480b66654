import { expect, test } from "vitest";
import { z } from "zod";
import { issueWords, placeName } from "./issue-words.js";

const SECRET = "QH 7D select * from matches";

const schema = z.strictObject({
  cell: z.int("out_of_bounds").min(0, "out_of_bounds").max(8, "out_of_bounds").optional(),
  name: z.string().max(3).optional(),
  list: z.array(z.number()).min(2).optional(),
  role: z.enum(["attacker", "defender"]).optional(),
  id: z.uuid().optional(),
  deep: z.record(z.string(), z.boolean()).optional(),
});

function wordsOf(sent: unknown): string | null {
  const [issue] = schema.safeParse(sent).error?.issues ?? [];
  return issue === undefined ? "nothing is wrong" : issueWords(issue);
}

test.each([
  [{ cell: 9 }, "cell must be at most 8"],
  [{ cell: -1 }, "cell must be at least 0"],
  [{ cell: "4" }, "cell must be a number"],
  [{ cell: 1.5 }, "cell must be a whole number"],
  [{ name: SECRET }, "name must be at most 3 characters"],
  [{ list: [1] }, "list must be at least 2 entries"],
  [{ role: SECRET }, "role must be one of attacker, defender"],
  [{ id: SECRET }, "id must be a UUID"],
  [{ deep: { [SECRET]: 1 } }, "deep.… must be true or false"],
  [{ admin: true }, "what was sent has no field admin"],
  [{ [SECRET]: 1 }, "what was sent has a field that is not known here"],
  [{ ["x".repeat(25)]: 1 }, "what was sent has a field that is not known here"],
  [7, "what was sent must be an object"],
])("[SY6] what is wrong with %j is told by its field and what that has to be, without what was sent", (sent, words) => {
  expect(wordsOf(sent)).toBe(words);
});

test("[SY6] of a place that is deep its beginning is told, and no key that is no name", () => {
  expect(placeName([])).toBeNull();
  expect(placeName(["move", "cells", 3, "at", "x", "y"])).toBe("move.cells.3.at");
  expect(placeName(["move", SECRET])).toBe("move.…");
});

test("[SY6] a rule that a schema keeps to itself is told as none", () => {
  const [issue] =
    z
      .string()
      .refine(() => false)
      .safeParse("x").error?.issues ?? [];
  expect(issue && issueWords(issue)).toBeNull();
});
