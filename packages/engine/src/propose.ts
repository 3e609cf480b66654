/**
 * May this happen now, and what then happens? One function per kind of command; each answers with the
 * events (and the draws behind them) or with the first rule that says no. Nothing here changes anything.
 */
import { canonicalJson } from "./canonical.js";
import type { JoinCommand, LeaveCommand, MoveCommand } from "./command.js";
import type { MatchHead, MatchState } from "./commit.js";
import { entropyAfterJoin, fillsTable } from "./fold.js";
import type { AnyGame, GameTypes } from "./game.js";
import { issueWords, type SchemaIssue } from "./issue-words.js";
import type { Json } from "./json.js";
import { isPlainMove, notePlainMove } from "./plain-moves.js";
import { type Case, nothing, type Proposal, proposal } from "./proposal.js";
import { type Act, contextOf, proposeAuto } from "./propose-auto.js";
import { proposePause, proposeResolve, proposeResume, proposeRollback } from "./propose-administration.js";
import { isLate, proposeCredit, proposeExtend, proposeTimeout } from "./propose-time.js";
import { accept, reject, type Result } from "./result.js";
import { MAX_MOVE_LENGTH } from "./seal.js";
import type { Seat } from "./seat.js";
import { seededChance } from "./seeded-chance.js";

/** The proposal of a command, or its rejection. @throws whatever the rules throw. */
export function propose(asked: Case): Result<Proposal> {
  const { command, head } = asked;
  switch (command.kind) {
    case "join":
      return proposeJoin({ ...asked, command });
    case "leave":
      return proposeLeave({ ...asked, command });
    case "move":
      return proposeMove({ ...asked, command });
    case "resign":
      if (head.state.seats[command.seat] !== command.actorId) return reject("forbidden", "wrong_seat");
      return proposeAuto(asked, command.seat, resigning(head.state, command.seat));
    case "timeout":
      return proposeTimeout({ ...asked, command });
    case "extend":
      return proposeExtend({ ...asked, command });
    case "credit":
      return proposeCredit({ ...asked, command });
    case "absence":
      if (head.state.pause !== undefined) return reject("match_paused", "match_paused");
      return proposeAuto(asked, null, (rules, ctx) => rules.onAbsence(head.state.game, command.seats, ctx));
    case "abort":
      return head.state.outcome === null ? accept(nothing(null)) : reject("game_over", "match_over");
    case "pause":
      return proposePause(head.state);
    case "resume":
      return proposeResume({ ...asked, command });
    case "resolve":
      return proposeResolve(head.state, command);
    case "rollback":
      return proposeRollback(head, command);
  }
}

function proposeJoin({ match, head, command, ctx }: Case<JoinCommand>): Result<Proposal> {
  const { state } = head;
  if (state.outcome !== null) return reject("game_over", "match_over");
  if (state.seats.includes(command.actorId)) return reject("join_failed", "already_seated");
  if (state.status !== "open") return reject("join_failed", "match_started");
  const seat = command.seat ?? state.seats.indexOf(null);
  if (!Number.isInteger(seat) || seat < 0 || seat >= state.seats.length) return reject("join_failed", "no_such_seat");
  if (state.seats[seat] !== null) return reject("seat_taken", "seat_taken");
  if (!fillsTable(state.seats, seat)) return accept(nothing(seat));
  const entropy = entropyAfterJoin(state.entropy, seat, command.entropy);
  const chance = seededChance({ seed: ctx.seed, entropy, version: head.version + 1 });
  const { options, seatCount } = match.facts;
  const events = match.game.setup(options, { now: ctx.now, chance, seatCount });
  return accept(proposal(seat, events, chance));
}

const STAYS_SEATED = "The match has started: whoever is seated stays. Play on, or resign.";

function proposeLeave(asked: Case<LeaveCommand>): Result<Proposal> {
  const { state } = asked.head;
  const seat = state.seats.indexOf(asked.command.actorId);
  if (seat < 0) return reject("forbidden", "not_seated");
  if (state.status === "open") return accept(nothing(seat));
  if (asked.command.beforeStart === true) return reject("invalid_action", "match_started", STAYS_SEATED);
  return proposeAuto(asked, seat, resigning(state, seat));
}

function resigning({ game }: MatchState, seat: Seat): Act {
  return (rules, ctx) => rules.onLeave(game, seat, { ...ctx, why: "resign" });
}

/** Checks in the agreed order: shape, role, status, then the rules, and last whether it was meant for another situation. */
function proposeMove({ match, head, command, ctx }: Case<MoveCommand>): Result<Proposal> {
  const { state } = head;
  const parsed = parsedMove(match.game, command.move);
  if (!parsed.ok) return parsed;
  if (command.seat === null && !command.host) return reject("forbidden", "observer");
  if (command.seat !== null && state.seats[command.seat] !== command.actorId) return reject("forbidden", "wrong_seat");
  if (command.basedOn > head.version) return reject("desync", "version_ahead");
  const over = state.outcome !== null;
  if (over && state.game === null) return reject("game_over", "match_over");
  if (state.status === "open") return reject("invalid_action", "not_started");
  if (state.pause !== undefined) return reject("match_paused", "match_paused");
  const actor = { seat: command.seat, host: command.host };
  const chance = seededChance({ seed: ctx.seed, entropy: state.entropy, version: head.version + 1 });
  const decided = match.game.decide(state.game, actor, parsed.value, contextOf(state, ctx.now, chance));
  if (over && (decided.ok || decided.rejection.code !== "forbidden")) return reject("game_over", "match_over");
  if (!decided.ok) return decided;
  if (command.seat !== null && isLate(match, state, { seat: command.seat, now: ctx.now })) {
    return reject("invalid_turn", "deadline_passed");
  }
  if (isStale(state, command)) return reject("stale_version", "stale_version");
  return accept(proposal(command.seat, decided.value, chance));
}

/**
 * What the rules are given is a copy, its keys in one order: what they do to it does not get into the log, and they
 * decide alike on every node, whichever of them has seen such a move before.
 */
function parsedMove(game: AnyGame, move: Json): Result<GameTypes["Move"]> {
  const text = canonicalJson(move);
  if (text.length > MAX_MOVE_LENGTH) return reject("invalid_message", "move_too_large");
  const copy = () => JSON.parse(text) as GameTypes["Move"];
  // Only what the schema let through is known by its text.
  if (isPlainMove(game, text)) return accept(copy());
  const parsed = game.schema.move.safeParse(copy());
  if (!parsed.success) return misshapen(parsed.error.issues[0]);
  return accept(notePlainMove(game, text, parsed.data) ? copy() : parsed.data);
}

function isStale(state: MatchState, command: MoveCommand): boolean {
  return command.seat !== null && command.basedOn < (state.since[command.seat] ?? 0);
}

/** Which field, and what it has to be, where the schema says so; otherwise what the reason itself says. */
function misshapen(issue: SchemaIssue | undefined): Result<never> {
  const reason = shapeReason(issue?.message);
  const words = issue === undefined ? null : issueWords(issue);
  return reject(
    "invalid_message",
    reason,
    words === null ? undefined : `This is no move of this game: ${words}. Change it.`,
  );
}

/** A schema may name its refusal in snake_case; any other message is written for programmers. */
function shapeReason(message: string | undefined): string {
  return message !== undefined && /^[a-z0-9]+(_[a-z0-9]+)+$/.test(message) ? message : "bad_shape";
}
