/**
 * Named ways to break the real code, each of which the simulation must notice. Each stands for a mistake somebody could
 * make; what is changed must be in its file exactly once, or the run fails: a mutant that no longer fits is rewritten.
 */
import { change, forScripts, type Mutant, mutant } from "./mutant.js";
import { MUTANTS_OF_EPOCHS } from "./mutants-of-epochs.js";
import { MUTANTS_OF_NODES } from "./mutants-of-nodes.js";
import { MUTANTS_OF_PATCHES } from "./mutants-of-patches.js";

const SUBMIT = "apps/server/src/live/submit.ts";
const DECIDE_NEXT = "apps/server/src/live/decide-next.ts";
const ENDING = "apps/server/src/live/ending.ts";
const ANSWER = "apps/server/src/usecases/answer-once.ts";
const DELIVERY = "packages/db/src/commit-delivery.ts";
const PROPOSE = "packages/engine/src/propose.ts";
const PROPOSE_TIME = "packages/engine/src/propose-time.ts";
const WATCH = "apps/server/src/usecases/watch-match.ts";
const CORE = "apps/server/src/core.ts";
const DEADLINES = "apps/server/src/timers/deadlines.ts";
const HEARING = "apps/server/src/live/hearing.ts";
const STANDING = "apps/server/src/presence/standing.ts";
const REPLICA = "packages/sdk/src/replica.ts";
const OUTBOX = "packages/sdk/src/outbox.ts";
const LEASES = "packages/sdk/src/outbox-leases.ts";
const ASK = "packages/sdk/src/ask.ts";
const DATABASE = "tests/simulation/world/sim-database.ts";

const DUE = "const { deadline, game, time } = head.state;\n  if (deadline === null || now < deadline) return null;";
const LATE = '"dueAt">> | null {\n  if (deadline === null || now < deadline) return null;';
const TURN_OVER = "if (turnEndsAt === null || now < turnEndsAt) return null;";
const APPEND = "const appended = await deps.ports.store.append(entryOf(live, decided.value), patience.left());";
const FIND_OWN = [
  change(DELIVERY, "if (found === undefined) return otherwise;", "return otherwise;"),
  change(
    SUBMIT,
    "const earlier = live.recentBy(command.actorId, command.msgId);",
    "const earlier = null as StoredCommit | null;",
  ),
  change(SUBMIT, "return (await committedBefore(deps, live, command)) ?? decided;", "return decided;"),
  change(ANSWER, "const faster = isThere ? await committedBefore(deps, live, command) : null;", "const faster = null;"),
];

export const MUTANTS: readonly Mutant[] = [
  forScripts(
    "undecided-is-refused",
    change(
      ASK,
      'if (isLeftOpen(rejection, request) || rejection.recovery === "retry")',
      'if (rejection.recovery === "retry")',
    ),
  ),
  forScripts("undecided-is-remembered", change(ANSWER, " && !isUndecided(refusal)", "")),
  mutant(
    "ack-before-commit",
    change(
      SUBMIT,
      APPEND,
      "void deps.ports.store.append(entryOf(live, decided.value)).catch(() => {}); const appended = { status: 'appended', at: receivedAt } as const;",
    ),
  ),
  mutant(
    "fan-out-before-commit",
    change(
      SUBMIT,
      APPEND,
      `live.setStanding(live.standing); const entry = entryOf(live, decided.value);
      live.advance({ commit: decided.value.commit, at: receivedAt }, decided.value.head);
      const appended = await deps.ports.store.append(entry);
      if (appended.status === "appended") return { ok: true, value: { commit: decided.value.commit, duplicate: false } };`,
    ),
  ),
  // The fence itself is SQL, held by the contract of stores; this proves that a world without it would not go unnoticed.
  mutant(
    "skip-parent-check",
    change(
      DATABASE,
      'return follows && table.headHash === text(row, "parent_hash") && !isKnown;',
      "return !isKnown || follows;",
    ),
  ),
  mutant(
    "skip-msgid-fence",
    ...FIND_OWN,
    change(
      DATABASE,
      'return follows && table.headHash === text(row, "parent_hash") && !isKnown;',
      'return follows && table.headHash === text(row, "parent_hash") || isKnown && false;',
    ),
  ),
  mutant("skip-own-msgid-check", ...FIND_OWN),
  mutant(
    "lost-race-taken-for-won",
    change(SUBMIT, 'if (appended.status === "appended") {', 'if (appended.status !== "refused") {'),
  ),
  mutant("no-anti-entropy", change(CORE, "run: () => matches.levelAll()", "run: () => {}")),
  mutant(
    "no-known-check-on-resume",
    change(
      WATCH,
      "if (held.version > live.head.version) await live.queue.run(() => deps.matches.levelling.level(live));",
      "",
    ),
    change(WATCH, "if (held.version > live.head.version) await deps.matches.levelling.compare(live);", ""),
  ),
  mutant(
    "remember-outcome-before-commit",
    change(
      ANSWER,
      "const result = await submit(deciders, live, command, { receivedAt, answeredBefore, isUnheardOf });",
      `const result = await recall().then(async (known) => {
    if (known?.outcome.ok) return { ok: true, value: { commit: { version: known.outcome.version, receivedAt: known.outcome.at }, duplicate: true } };
    await dedupe.remember(command.actorId, command.msgId, { payloadHash, outcome: { ok: true, version: live.head.version + 1, at: receivedAt } });
    return submit(deciders, live, command, { receivedAt, answeredBefore, isUnheardOf });
  });`,
    ),
  ),
  mutant(
    "unknown-reported-as-failed",
    change(
      DELIVERY,
      'if (tried.fault.kind === "unreachable") for (const commit of pending) commit.uncertain = true;',
      'if (tried.fault.kind === "unreachable") return this.answerAll(pending, { status: "refused", reason: "unreachable" });',
    ),
  ),
  mutant(
    "unknown-resolved-by-reading",
    change(
      DELIVERY,
      'if (tried.fault.kind === "unreachable") for (const commit of pending) commit.uncertain = true;',
      'if (tried.fault.kind === "unreachable") return this.explain(pending, { status: "refused", reason: "not there" });',
    ),
  ),
  mutant(
    "no-bisect",
    change(DELIVERY, "if (batch.length === 1) return this.explain(", "if (batch.length >= 1) return this.explain("),
  ),
  mutant("no-stale-check", change(PROPOSE, "if (isStale(state, command))", "if (isStale(state, command) && false)")),
  mutant(
    "no-first-wins",
    change(PROPOSE, 'if (state.seats[seat] !== null) return reject("seat_taken", "seat_taken");', ""),
  ),
  mutant(
    "out-of-turn",
    change(
      "packages/games/src/tic-tac-toe/decide.ts",
      'if (state.toMove !== seat) return reject("invalid_turn", "not_your_turn");',
      "",
    ),
  ),
  mutant(
    "timeout-without-deterministic-msgid",
    change(
      DECIDE_NEXT,
      "msgId: `timeout:${live.head.version}`",
      "msgId: `timeout:${live.head.version}:${live.hosted.loadedAt}`",
    ),
  ),
  mutant(
    "early-timeout",
    change(DEADLINES, "deadline + this.deps.matches.graceMs <= now", "deadline - 1_500 <= now"),
    change(PROPOSE_TIME, DUE, DUE.replace("now <", "now + 1_500 <")),
    change(PROPOSE_TIME, LATE, LATE.replace("now <", "now + 1_500 <")),
    change(PROPOSE_TIME, TURN_OVER, TURN_OVER.replace("now <", "now + 1_500 <")),
  ),
  // Each of the two alone keeps moves that came in time; without grace it is the hearing that does.
  mutant(
    "neither-grace-nor-hearing-for-moves-in-time",
    change(DEADLINES, "deadline + this.deps.matches.graceMs <= now", "deadline <= now"),
    change(DECIDE_NEXT, "timeoutDue(live, receivedAt - graceMs)", "timeoutDue(live, receivedAt)"),
    change(ENDING, "came - graceMs >= deadline &&", "came >= deadline &&"),
    change(HEARING, "return others === null || (", "return others !== undefined || ("),
    change(HEARING, "return !isOpenIn(this.#corrected(), matchId, before);", "return true;"),
  ),
  mutant(
    "no-outage-credit",
    change("apps/server/src/live/credit.ts", "if (known.length === 0)", "if (known.length >= 0)"),
  ),
  mutant(
    "credit-after-other-decisions",
    change(
      DECIDE_NEXT,
      'command.kind === "credit" ? command : creditOwed(live, outages, lost)',
      'command.kind === "credit" ? command : lost.length < 0 ? creditOwed(live, outages) : null',
    ),
  ),
  mutant(
    "timeout-on-old-knowledge",
    change("apps/server/src/live/outages.ts", "return this.isCurrent && this.#sentAt >= at;", "return true || at;"),
    change(DEADLINES, "return isCurrent && isClockRight;", "return isClockRight || isCurrent;"),
  ),
  mutant(
    "no-timeouts",
    change(CORE, "run: () => deadlines.settleHere()", "run: () => {}"),
    change(CORE, "run: () => deadlines.settleIndexed()", "run: () => {}"),
    change(CORE, "run: () => deadlines.sweep()", "run: () => {}"),
    change(PROPOSE_TIME, DUE, DUE.replace("deadline === null || now < deadline", "deadline !== now")),
  ),
  mutant(
    "grace-from-empty-board",
    change(STANDING, "if (presence === null) return as(lastWord(before), null);", ""),
    change(
      STANDING,
      "const since = Math.max(awaySince ?? unlistedSince ?? now, knownSince, wasSeenHere ? hereUntil.at : 0);",
      "const since = awaySince ?? 0;",
    ),
    change(STANDING, "gone: isHeld ? [] : told", "gone: told"),
  ),
  mutant(
    "replay-accepts-older-versions",
    change(
      REPLICA,
      'if (incoming.epoch < held.epoch || incoming.version < held.version) return "ignore";',
      'if (incoming.version < held.version) return "apply";',
    ),
  ),
  mutant(
    "no-resync-on-gap",
    // Of a patch the gap is seen earlier (see "missed-patch-passed-over"); this is how whole frames are followed.
    change("packages/sdk/src/follower.ts", "#takesPatches = true;", "#takesPatches = false;"),
    change(
      REPLICA,
      'incoming.version === held.version + 1 ? "apply" : "resync"',
      'incoming.version === held.version + 1 ? "apply" : "ignore"',
    ),
  ),
  mutant(
    "new-msgid-on-retry",
    change(
      OUTBOX,
      "sending: () => {\n        entry.wasSent = true;",
      "sending: () => {\n        if (entry.wasSent) request = OutboxEntry.posted({ ...entry.stored, msgId: ports.random.uuid() }).requestIn(matchId);\n        entry.wasSent = true;",
    ),
    change(
      OUTBOX,
      "const answer = await ask(entry.requestIn(matchId), {",
      "let request = entry.requestIn(matchId);\n    const fresh = { get kind() { return request.kind; }, get path() { return request.path; }, get input() { return request.input; } } as Request;\n    const answer = await ask(fresh, {",
    ),
  ),
  mutant(
    "moves-taken-from-living-pages",
    change(LEASES, "return holder === this.holder || this.clock.now() >= until + GRACE_MS;", "return true;"),
    change(
      LEASES,
      "if (this.clock.now() >= (this.#held.get(msgId)?.until ?? 0)) return false;",
      'if (msgId !== "") return true;',
    ),
  ),
  mutant(
    "lost-answer-taken-for-refusal",
    change(
      ASK,
      "if (error instanceof LostError) return error;",
      'if (error instanceof LostError) return { ok: false, rejection: { code: "invalid_action", reason: "lost", recovery: "none", message: "Lost." } };',
    ),
  ),
  ...MUTANTS_OF_NODES,
  ...MUTANTS_OF_PATCHES,
  ...MUTANTS_OF_EPOCHS,
];
