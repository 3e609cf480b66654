/** The console's tables and the JSON that stays. */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import type { Budget } from "./budgets/index.js";
import { ratioToFloor, type Spread, spreadOf } from "./measure/medians.js";
import { isPinning } from "./measure/pinning.js";
import type { Metric, Note, Samples } from "./measure/samples.js";
import type { Options } from "./options.js";

const OUT = fileURLToPath(new URL("./out/", import.meta.url));

export interface Reported {
  readonly samples: Samples;
  readonly options: Options;
  readonly floor: string;
}

/** One budget as a table: a line for each contender, a median with its range and its multiple of the floor. */
export function budgetTable(budget: Budget, { samples, floor }: Reported): string {
  const metrics = samples.metrics(budget.id);
  const names = [
    ...new Set(samples.all.filter((each) => each.metric.budget === budget.id).map((each) => each.contender)),
  ];
  const header = ["", ...metrics.map(({ label, unit }) => `${label} (${unit})`)];
  const rows = names.map((name) => [name, ...metrics.map((metric) => cell(metric, name, { samples, floor }))]);
  return [`${budget.id}  ${budget.title}`, ...columns([header, ...rows]), `    goal: ${budget.goal}`].join("\n");
}

function cell(metric: Metric, name: string, { samples, floor }: { samples: Samples; floor: string }): string {
  const values = samples.of(metric, name);
  const present = values.flatMap((value) => value ?? []);
  if (present.length === 0) return "–";
  const ratio = metric.compared && name !== floor ? ratioToFloor(values, samples.of(metric, floor)) : null;
  const times = ratio === null ? "" : `  ×${ratio.median.toFixed(2)}`;
  return `${spreadText(spreadOf(present), metric.digits)}${times}`;
}

/** `52 (48–60)`; just the number when there was one round. */
export function spreadText({ median, min, max }: Spread, digits: number): string {
  const range = min === max ? "" : ` (${min.toFixed(digits)}–${max.toFixed(digits)})`;
  return `${median.toFixed(digits)}${range}`;
}

/** Lines of aligned columns. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) => `    ${row.map((text, at) => text.padEnd(widths[at] ?? 0)).join("   ")}`.trimEnd());
}

/** What one should know before believing the figures, each once with how often it was so. */
export function notesText(title: string, notes: readonly Note[]): string {
  const counts = new Map<string, number>();
  for (const { contender, text } of notes) {
    const line = `${contender}: ${text}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [title, ...[...counts].map(([line, times]) => `    ${line}${times > 1 ? ` (${times} times)` : ""}`)].join(
    "\n",
  );
}

/** Writes `out/latest.json` and a copy named by the time; answers the latter's path. */
export function writeJson({ samples, options, floor }: Reported, extra: object): string {
  mkdirSync(OUT, { recursive: true });
  const at = new Date().toISOString();
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, load: loadavg() };
  const values = samples.all.map(({ metric, ...rest }) => ({
    budget: metric.budget,
    key: metric.key,
    unit: metric.unit,
    ...rest,
  }));
  const { notes, faults } = samples;
  const body = { at, machine: { ...machine, pinned: isPinning() }, options, floor, values, notes, faults, ...extra };
  const text = `${JSON.stringify(body, null, 2)}\n`;
  const file = `${OUT}bench-${at.replaceAll(/[:.]/g, "-")}.json`;
  for (const each of [file, `${OUT}latest.json`]) writeFileSync(each, text);
  return file;
}
