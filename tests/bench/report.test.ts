import { expect, test } from "vitest";
import { type Metric, Samples } from "./measure/samples.js";
import { budgetTable, columns, notesText, spreadText } from "./report.js";
import { ALL_BUDGETS } from "./budgets/index.js";
import { readOptions } from "./options.js";

const CPU: Metric = { budget: "B1", key: "cpu", label: "CPU", unit: "µs", digits: 0, compared: true };
const [B1] = ALL_BUDGETS;
if (B1 === undefined) throw new Error("there are no budgets");

function measured(): Samples {
  const samples = new Samples();
  const values = { raw: [20, 30], holdfast: [50, 60], colyseus: [33] };
  for (const [contender, each] of Object.entries(values))
    for (const [index, value] of each.entries()) samples.add(CPU, { contender, round: index + 1 }, value);
  return samples;
}

function table(samples: Samples): string {
  const options = readOptions([]);
  if (options === null) throw new Error("no options");
  return budgetTable(B1 as NonNullable<typeof B1>, { samples, options, floor: "raw" });
}

test("[BENCH] a table has medians with their range and the median of the rounds' ratios to the floor", () => {
  const lines = table(measured()).split("\n");
  expect(lines.find((line) => line.includes("holdfast"))).toContain("55 (50–60)  ×2.25");
  expect(lines.find((line) => line.includes("colyseus"))).toContain("33  ×1.65");
  expect(lines.find((line) => /^ +raw/.test(line))).not.toContain("×");
});

test("[BENCH] a table without the floor has no ratios", () => {
  const samples = new Samples();
  samples.add(CPU, { contender: "holdfast", round: 1 }, 50);
  expect(table(samples)).toContain("50");
  expect(table(samples)).not.toContain("×5");
});

test("[BENCH] one round has no range, and columns line up", () => {
  expect(spreadText({ median: 2, min: 2, max: 2 }, 1)).toBe("2.0");
  expect(
    columns([
      ["", "wide header"],
      ["a", "b"],
      ["longer", "c"],
    ]),
  ).toEqual(["             wide header", "    a        b", "    longer   c"]);
});

test("[BENCH] a fault that came many times is one line", () => {
  const fault = { contender: "raw", round: 1, text: "lost" };
  expect(notesText("WRONG", [fault, { ...fault, round: 2 }])).toBe("WRONG\n    raw: lost (2 times)");
});

test("[BENCH] options name contenders and budgets that exist, and nothing else", () => {
  expect(readOptions(["--only", "holdfast,raw", "--budget", "b1", "--rounds", "2"])).toMatchObject({
    only: ["holdfast", "raw"],
    budgets: ["B1"],
    rounds: 2,
  });
  expect(readOptions(["--quick"])).toMatchObject({ rounds: 1, quick: true });
  expect(readOptions(["--help"])).toBeNull();
  for (const wrong of [["--only", "nobody"], ["--budget", "B99"], ["--rounds", "none"], ["--hurry"]])
    expect(() => readOptions(wrong)).toThrow();
});
