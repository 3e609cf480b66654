/** The report as Markdown, from a result and nothing else: the same result is always the same text. */
import { FAULTS } from "../schedule/plan.js";
import { spreadText } from "./findings.js";
import { PROMISES } from "./promises.js";
import type { ChaosResult, ScenarioResult } from "./result.js";

export function reportText(result: ChaosResult): string {
  return `${[
    "# How reliable it was, the last time it was tried",
    `Written by \`${result.command}\` on ${result.date} (${result.machine}). Three real nodes, a Postgres and a Redis of the run's own and a proxy before each are killed, frozen, cut off and slowed down by a plan made from a seed, while bots on the real SDK play. Afterwards every request, answer and frame that any of them saw is held against the log, by the same checker that judges the simulation. Times are p50 / p99 / max (how many); those of a fault are taken where no other came near, which is the number in brackets.`,
    [
      "## Promises",
      table(
        ["", "promise", "goal", "measured", "verdict"],
        PROMISES.map((row) => promiseLine(row, result)),
      ),
    ].join("\n\n"),
    ...result.scenarios.map(scenarioText),
    NOT_SHOWN,
  ].join("\n\n")}\n`;
}

const NOT_SHOWN =
  "## What this does not show\n\nEverything runs on one machine: SIGKILL is not a power cut, and one clock is not several. Times are those of a machine that does everything at once, the clients included. Where tests are named, they ran together with these runs, and what is said is how they went. *Not measured* means: not by these runs, and by no test that ran with them.";

function promiseLine({ no, text, goal, find }: (typeof PROMISES)[number], result: ChaosResult): string[] {
  const { measured, verdict } = find(result);
  return [String(no), text, goal, measured, verdict === "broken" ? "**broken**" : verdict];
}

function scenarioText(scenario: ScenarioResult): string {
  const { id, title, seed, seconds, tables, clients, matches, moves, peace, crossNode, clocks, memory } = scenario;
  const { catchingUp, audit } = scenario;
  const facts = [
    `${seconds} s, seed ${seed}: ${tables} matches at a time, ${matches} in all, ${clients} clients.`,
    `${moves.acknowledged} moves acknowledged (${moves.repeated} as repeats), ${moves.refused} refused, ${moves.unanswered} without an answer; lost ${moves.lost}, twice ${moves.duplicated}, falsely refused ${moves.falselyRefused}.`,
    `Acknowledged in peace: ${spreadText(peace)}; seen on other nodes: ${spreadText(crossNode.peace)}, without Redis ${spreadText(crossNode.withoutRedis)}.`,
    `Clocks late: ${spreadText(clocks.lateInPeace)} in peace, ${spreadText(clocks.lateInFaults)} in faults; ${clocks.unfair} turns taken through a fault of a server, ${clocks.lostOnTheWay} where the network before it lost or held the move; ${clocks.absences} called absent.`,
    `Newest state, once asked for: ${spreadText(catchingUp.peace)} in peace (${spreadText(catchingUp.whole)} with connecting), ${spreadText(catchingUp.faults)} in faults; at most ${catchingUp.mostMissed} versions at once.`,
    `Afterwards \`npm run verify -- all\`: ${audit.commits} commits of ${audit.matches} matches, ${audit.isSound ? "all sound" : "**not sound**"}.`,
    memory === null
      ? ""
      : `Memory of a node: ${memory.before} MB before, ${memory.most} MB at most, ${memory.after} MB in the calm after it.`,
  ].filter(Boolean);
  return [`## ${id}: ${title}`, facts.join("\n"), faultTable(scenario), brokenText(scenario)]
    .filter(Boolean)
    .join("\n\n");
}

function faultTable({ faults }: ScenarioResult): string {
  if (faults.length === 0) return "";
  const head = [
    "fault",
    "times",
    "lasted",
    "moves meanwhile",
    "clients without",
    "waiting moves, after it",
    "clients, after it",
  ];
  const rows = faults.map(({ kind, times, alone, notes, lastedMs, acknowledged, back, afterwards, backAfterwards }) => [
    [FAULTS[kind], ...notes].join(": "),
    alone === times ? String(times) : `${times} (${alone})`,
    `${Math.round(lastedMs / 1000)} s`,
    spreadText(acknowledged),
    spreadText(back),
    spreadText(afterwards),
    spreadText(backAfterwards),
  ]);
  return table(head, rows);
}

function brokenText({ violations, violationCount }: ScenarioResult): string {
  if (violationCount === 0) return "";
  const lines = violations.map(({ rule, what }) => `- ${rule}: ${what}`);
  return [`**${violationCount} promises broken:**`, ...lines].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
