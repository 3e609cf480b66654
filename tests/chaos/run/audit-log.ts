/** What `npm run verify -- all` says of everything that a run has stored. */
import { runVerify } from "../../support/run-verify.js";
import type { AuditResult } from "../report/result.js";

const SUM = /^(\d+) matches, (\d+) commits verified in .*; (all sound|\d+ not sound)$/;

/** @throws when the audit could not be made */
export async function auditLog(databaseUrl: string): Promise<AuditResult> {
  const { code, lines, complaint } = await runVerify(["all"], { DATABASE_URL: databaseUrl });
  const audit = auditIn(lines);
  if (audit === null || audit.isSound !== (code === 0)) throw new Error(`verify ended with ${code}: ${complaint}`);
  return audit;
}

/** The sum in its last line; null: there is none. */
export function auditIn(lines: readonly string[]): AuditResult | null {
  const [, matches, commits, verdict] = SUM.exec(lines.at(-1) ?? "") ?? [];
  if (verdict === undefined) return null;
  return { matches: Number(matches), commits: Number(commits), isSound: verdict === "all sound" };
}
