/** Ways to break what nodes, seats and connections make of commits; see `mutants.ts`. */
import { change, forScripts, type Mutant, mutant } from "./mutant.js";

const SUBMIT = "apps/server/src/live/submit.ts";
const EARLIER = "apps/server/src/live/earlier-commit.ts";
const MATCHES = "apps/server/src/live/live-matches.ts";
const LOOK = "apps/server/src/presence/look.ts";
const SESSIONS = "apps/server/src/presence/seat-sessions.ts";
const CREDIT = "apps/server/src/live/credit.ts";
const QUEUE = "packages/db/src/commit-queue.ts";

export const MUTANTS_OF_NODES: readonly Mutant[] = [
  forScripts(
    "unsaid-not-named",
    change("apps/server/src/presence/telling.ts", "keptUntil < (leftAt ?? now) ?", "keptUntil < 0 && leftAt !== now ?"),
  ),
  forScripts(
    "others-not-asked-before-an-absence",
    change(LOOK, "if (outages.haveAllSaid(ends)) return false;", "if (outages) return false;"),
  ),
  // By chance it takes several hundred worlds: somebody away, and an outage in just that time.
  forScripts(
    "grace-without-outages",
    change("apps/server/src/live/standstills.ts", "let end = from + ms;", "const end = from + ms;"),
    change(
      "apps/server/src/live/standstills.ts",
      "    end += Math.max(0, one.until - Math.max(one.from, reached));\n",
      "",
    ),
  ),
  forScripts("no-absences", change(LOOK, "await this.deps.closeAbsence(live, gone);", "")),
  mutant(
    "giving-way-told-to-client",
    change("packages/db/src/redact-error.ts", 'if (CONFLICTS.has(code)) return "conflict";', ""),
  ),
  mutant(
    "unsorted-batch",
    change(QUEUE, "return batch.sort((a, b) => (a.matchId < b.matchId ? -1 : 1));", "return batch;"),
  ),
  forScripts(
    "reused-msgid-not-noticed",
    change(EARLIER, "if (earlier.commit.payloadHash === fingerprintOf(command)) {", "if (earlier) {"),
  ),
  forScripts(
    "duplicate-taken-for-lost",
    change(
      SUBMIT,
      'if (appended.status === "duplicate" && next === command) return repeatedInLog(deps, live, command, appended);',
      'if (appended.status === "duplicate") return { ok: false, rejection: CONTENDED };',
    ),
  ),
  forScripts(
    "read-before-follow",
    change(
      MATCHES,
      "await this.deps.wakeups.follow(matchId);",
      "const follow = () => this.deps.wakeups.follow(matchId);",
    ),
    change(
      MATCHES,
      "const live = await this.#read(matchId);",
      "const live = await this.#read(matchId); await follow();",
    ),
  ),
  forScripts(
    "older-connection-not-told",
    change(SESSIONS, "else if (hold.sessionNo < sessionNo) this.#lose(hold);", ""),
  ),
  // Each of the two alone keeps the order.
  forScripts(
    "neither-calls-nor-commits-in-order",
    change("packages/trpc-ws/src/call-queue.ts", 'if (call.type === "mutation") this.mutating = call;', ""),
    change(
      SUBMIT,
      "live.queue.run(() => whileHeld(attempt, patience, { health, clock }))",
      "whileHeld(attempt, patience, { health, clock })",
    ),
  ),
  forScripts(
    "open-requests-not-waited-for",
    change("apps/server/src/live/hearing.ts", "return others === null || (", "return others !== undefined || ("),
  ),
  forScripts("late-beginning-not-given-back", change(CREDIT, "storedAt - last.at < LATE_MS", "storedAt >= last.at")),
  forScripts(
    "lost-nodes-not-given-back",
    change(
      "apps/server/src/live/lost-with-nodes.ts",
      "const known = begun === undefined ?",
      "const known = begun !== null ?",
    ),
  ),
  mutant("thrown-rules-escape", change("packages/engine/src/match.ts", "ctx.onFault?.(fault);", "throw fault;")),
];
