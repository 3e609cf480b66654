import { describe, expect, test } from "vitest";
import {
  MISSION_IDS,
  idsNamedByTests,
  idsOfPassedTests,
  readPromises,
  specFindings,
} from "../../scripts/check/spec-ids.js";

const complete = (id: string, status: "done" | "planned") =>
  MISSION_IDS.map((each) => `- **[${each}]** (${each === id ? status : "planned"}) It holds.`).join("\n");
const named = (id: string) => [{ id, path: "a.test.ts", line: 3 }];
const messages = (spec: string, ids: ReturnType<typeof named> = []) =>
  specFindings(spec, ids).map(({ message }) => message);

describe("the specification and the tests are held together", () => {
  test("a complete specification of planned promises needs no test", () => {
    expect(messages(complete("SY5", "planned"))).toEqual([]);
  });

  test("a promise claimed as done needs a test that names it", () => {
    expect(messages(complete("SY5", "done"))).toEqual(["SY5 is claimed as done, but no test names it"]);
    expect(messages(complete("SY5", "done"), named("SY5"))).toEqual([]);
  });

  test("a test of a part does not stand for the whole", () => {
    const spec = `${complete("SY3", "done")}\n- **[SY3.1]** (planned) A part.`;
    expect(messages(spec, named("SY3.1"))).toEqual(["SY3 is claimed as done, but no test names it"]);
  });

  test("a test cannot name a promise that nobody made", () => {
    expect(messages(complete("SY5", "planned"), named("SY99"))).toEqual([expect.stringContaining("SY99")]);
  });

  test.each(MISSION_IDS)("%s cannot be left out", (id) => {
    const without = complete(id, "planned").replace(`[${id}]`, "[SY1.9]");
    expect(messages(without)).toEqual([`${id} of the mission is missing`]);
  });

  test("an id is promised once", () => {
    const twice = `${complete("SY5", "planned")}\n- **[SY5]** (planned) Again.`;
    expect(messages(twice)).toEqual(["SY5 is promised twice"]);
  });
});

describe("reading", () => {
  test("only tests that passed speak for a promise", () => {
    const assertionResults = [
      { status: "passed", fullName: "area [SY5] holds" },
      { status: "failed", fullName: "[SY6] breaks" },
      { status: "skipped", fullName: "[SY7] waits" },
    ];
    const report = JSON.stringify({ testResults: [{ name: "/x/a.test.ts", assertionResults }] });
    expect(idsOfPassedTests(report)).toEqual([{ id: "SY5", path: "/x/a.test.ts", line: 1 }]);
  });

  test("promises are read with id, state and sentence", () => {
    expect(readPromises("# x\n- **[MT9.1]** (planned) It goes.\n")).toEqual([
      { id: "MT9.1", done: false, text: "It goes.", line: 2 },
    ]);
  });

  test.each([
    ['test("[SY5] a repeat", () => {});', ["SY5"]],
    ["it.each([1, 2])(`[SY5, DU2] case %s`, () => {});", ["SY5", "DU2"]],
    ["describe('[G0] [MT8] both', () => {});", ["G0", "MT8"]],
    ['test.each([[1, "a"]])(\n  "[OP4] over lines",\n  () => {},\n);', ["OP4"]],
    ['const text = "[SY5] is no title";', []],
  ])("%s names %j", (text, ids) => {
    expect(idsNamedByTests([{ path: "a.test.ts", text }]).map(({ id }) => id)).toEqual(ids);
  });
});
