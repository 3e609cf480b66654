/**
 * The thread that watches the one in which rules run. When they do not come back it notes what it was, so that nobody
 * tries it over and over, and ends the process: nothing else can stop them. Whoever supervises the process starts it again.
 */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { fileStallNotes, postgresStallNotes } from "@holdfast/db/stall-notes";
import type { RulesRun } from "../live/rules-watch.js";
import { RunBoard } from "./run-board.js";
import { type Finding, StuckRun } from "./stuck-run.js";

/** What the thread is given. */
export interface ThreadData {
  readonly memory: SharedArrayBuffer;
  readonly nodeId: string;
  readonly limitMs: number;
  readonly notes: { readonly databaseUrl: string } | { readonly file: string };
}

/** At the usual limit of two seconds, and longer ones: there are at least eight looks in any. */
const SELDOM_MS = 250;
const STDERR = 2;
/** How long the note may take once the limit is reached. */
const LAST_NOTE_MS = 1_500;

const { memory, nodeId, limitMs, notes: place } = workerData as ThreadData;
const notes = "file" in place ? fileStallNotes(place.file) : postgresStallNotes(place.databaseUrl);
const everyMs = Math.min(SELDOM_MS, limitMs / 8);
const patience = { noteAfterMs: limitMs / 4, endAfterMs: limitMs, everyMs };
const stuck = new StuckRun(new RunBoard(memory), patience);

let noted: RulesRun | null = null;
let writing: Promise<unknown> = Promise.resolve();

function take(finding: Finding): void {
  if (finding.what === "slow") note(finding.run);
  else if (finding.what === "back") takeBack();
  else if (finding.what === "stuck") void end(finding.run);
}

function note(run: RulesRun | null): void {
  if (run === null) return;
  noted = run;
  const stall = { ...run, nodeId, at: Date.now() };
  writing = writing.then(() => notes.note(stall)).catch(failed);
}

function takeBack(): void {
  if (noted === null) return;
  const stall = { ...noted, nodeId, at: 0 };
  noted = null;
  writing = writing.then(() => notes.erase(stall)).catch(failed);
}

async function end(run: RulesRun | null): Promise<never> {
  clearInterval(watch);
  await Promise.race([writing, new Promise((resolve) => setTimeout(resolve, LAST_NOTE_MS))]);
  say({ matchId: run?.subject, actorId: run?.actorId, msgId: run?.msgId }, "rules did not come back; this node ends");
  return process.kill(process.pid, "SIGKILL") as never;
}

function failed(fault: unknown): void {
  say({ fault: fault instanceof Error ? fault.message : String(fault) }, "what rules are stuck in could not be noted");
}

/** A line as the log writes it, past the thread that writes the log and stands still. */
function say(fields: object, msg: string): void {
  writeSync(STDERR, `${JSON.stringify({ level: 60, time: Date.now(), node: nodeId, ...fields, msg })}\n`);
}

const watch = setInterval(() => take(stuck.look(performance.now())), everyMs);
