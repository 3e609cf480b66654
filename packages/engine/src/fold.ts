/**
 * The fold: one commit's part in the state of its match. Deciding a commit, replaying a log and
 * following another node all come through here, so they cannot differ. It never draws and never asks the clock.
 */
import type { Commit, MatchState, MatchStatus } from "./commit.js";
import { decidedOutcome, reasonOf, resolutionOf, rollbackOf } from "./administration.js";
import { ADMIN } from "./command.js";
import type { AnyGame, Outcome } from "./game.js";
import type { Match } from "./genesis.js";
import { asJson, type Json } from "./json.js";
import { goOn, statusWhile, stopPlay } from "./pause.js";
import type { Seat } from "./seat.js";
import { mixEntropy, mixSalt } from "./seeded-chance.js";
import { lostMs, standstillsIn } from "./standstill.js";
import { endTime, extendTurn, giveBack, standingAt, timeAfter, withTime } from "./timekeeping.js";

/** What folding reads of a commit. */
export type Change = Pick<Commit, "version" | "kind" | "actorId" | "seat" | "payload" | "events" | "receivedAt">;

/** The state after a change that was accepted on `state`. @throws whatever the rules throw. */
export function foldChange(match: Match, state: MatchState, change: Change): MatchState {
  switch (change.kind) {
    case "join":
      return foldJoin(match, state, change);
    case "abort":
      return foldOutcome(state, change, abortedOutcome(state, change));
    case "pause":
      return {
        ...stopPlay(state, { reason: reasonOf(change.payload), since: change.receivedAt }, change.receivedAt),
        last: lastOf(change),
      };
    case "resume":
      return foldResume(match, state, change);
    case "resolve":
      return foldOutcome(state, change, decidedOutcome(resolutionOf(change.payload), state.seats.length));
    case "rollback":
      return foldRollback(match, state, change);
    case "extend":
      return { ...extendTurn(state, Number(change.payload)), last: lastOf(change) };
    case "credit":
      return foldCredit(match, state, change);
    case "leave":
      if (state.status === "open") return foldLobby(state, change, seatsWith(state.seats, change.seat, null));
      return foldPlay(match, state, change);
    default:
      return foldPlay(match, state, change);
  }
}

/** The running entropy once this player has joined. */
export function entropyAfterJoin(entropy: string, seat: Seat, added: Json): string {
  return typeof added === "string" ? mixEntropy(entropy, seat, added) : entropy;
}

/** True when the seat is the only one still free. */
export function fillsTable(seats: readonly (string | null)[], seat: Seat): boolean {
  return seats.every((playerId, index) => playerId !== null || index === seat);
}

function foldJoin(match: Match, state: MatchState, change: Change): MatchState {
  const seats = seatsWith(state.seats, change.seat, change.actorId);
  const lobby = foldLobby(state, change, seats);
  const seated = { ...lobby, entropy: entropyAfterJoin(state.entropy, change.seat ?? 0, change.payload) };
  if (seats.includes(null)) return seated;
  const { options, seatCount } = match.facts;
  const game = evolveAll(match.game, match.game.initial(options, seatCount), change.events);
  return settle(match.game, { ...seated, since: seats.map(() => change.version) }, { game, change });
}

function foldPlay(match: Match, state: MatchState, change: Change): MatchState {
  const running = goOn(state, change.receivedAt);
  const game = evolveAll(match.game, state.game, change.events);
  const settled = settle(match.game, running, { game, change });
  // Somebody may give up while play is stopped: it stays stopped for the others.
  return state.pause === undefined || settled.outcome !== null
    ? settled
    : stopPlay(settled, state.pause, change.receivedAt);
}

/** Without events only the platform's pause ends, and everything is as it was; with them the rules go on too. */
function foldResume(match: Match, state: MatchState, change: Change): MatchState {
  const running = goOn(state, change.receivedAt);
  if (change.events.length > 0) return foldPlay(match, running, change);
  return { ...running, last: lastOf(change) };
}

/** Whose turn it is and what turn stays as it was: the events move nothing but times that the rules keep. */
function foldCredit(match: Match, state: MatchState, change: Change): MatchState {
  const given = giveBack(state, lostMs(state, standstillsIn(change.payload)));
  const game = change.events.length > 0 ? evolveAll(match.game, state.game, change.events) : state.game;
  return { ...given, game, last: lastOf(change) };
}

function foldLobby(state: MatchState, change: Change, seats: MatchState["seats"]): MatchState {
  const since = state.since.map((version, seat) => (seat === change.seat ? change.version : version));
  return { ...state, seats, since, last: lastOf(change) };
}

/** An end that the rules did not come to by themselves. */
function foldOutcome(state: MatchState, change: Change, outcome: Outcome): MatchState {
  const { pause: _over, ...rest } = withTime(state, endTime(state.time, change.receivedAt));
  return { ...rest, status: outcome.status, toMove: [], turn: null, deadline: null, outcome, last: lastOf(change) };
}

function abortedOutcome({ seats }: MatchState, { actorId, payload }: Change): Outcome {
  const reason = actorId === ADMIN ? "aborted_by_admin" : reasonOf(payload) || "aborted";
  return { status: "aborted", winners: [], scores: seats.map(() => 0), reason };
}

/**
 * The game as it was, in a match that went on: clocks start afresh, every move made before is stale, a pause stays.
 * The draws to come are others than those before, since each version has its own; once the seed was public they get
 * a new secret besides.
 */
function foldRollback(match: Match, state: MatchState, change: Change): MatchState {
  const { restored, salt } = rollbackOf(change.payload);
  const { pause: _then, ...then } = restored;
  const timing = match.game.timing(then.game);
  const toMove = match.game.toMove(then.game);
  const stood = { ...withTime(then, standingAt(then.time, change.receivedAt)), turn: null, deadline: null };
  const { turn, deadline, time } = timeAfter(stood, null, timing, change);
  const back: MatchState = {
    ...withTime(then, time),
    status: statusWhile(toMove),
    seats: state.seats,
    since: state.since.map(() => change.version),
    toMove,
    turn,
    deadline,
    outcome: null,
    entropy: salt === null ? state.entropy : mixSalt(state.entropy, salt),
    last: lastOf(change),
  };
  return state.pause === undefined ? back : stopPlay(back, state.pause, change.receivedAt);
}

function evolveAll(game: AnyGame, before: unknown, events: readonly Json[]): Json {
  let state = before;
  for (const event of events) state = game.evolve(state, asEvent(event));
  return asJson(state);
}

/** Events in a log were made by these rules, or the state hash after them will not match. */
function asEvent(event: Json): { readonly type: string } {
  return event as { readonly type: string };
}

interface Step {
  readonly game: Json;
  readonly change: Change;
}

/** What the platform derives from the game's state: who moves, the clock, the outcome. */
function settle(rules: AnyGame, before: MatchState, { game, change }: Step): MatchState {
  const outcome = rules.outcome(game);
  const toMove = outcome === null ? rules.toMove(game) : [];
  const timing = outcome === null ? rules.timing(game) : null;
  const isTimeout = change.kind === "timeout" && before.game !== null;
  const { turn, deadline, time } = timeAfter(before, isTimeout ? rules.timing(before.game) : null, timing, change);
  const settled: MatchState = {
    status: statusOf(outcome, toMove),
    seats: before.seats,
    game,
    since: sinceAfter(before, change, { toMove, turn }),
    toMove,
    turn,
    deadline,
    outcome,
    entropy: before.entropy,
    last: lastOf(change),
  };
  return time === undefined ? settled : { ...settled, time };
}

function statusOf(outcome: Outcome | null, toMove: readonly Seat[]): MatchStatus {
  return outcome === null ? statusWhile(toMove) : outcome.status;
}

type Standing = Pick<MatchState, "toMove" | "turn">;

/**
 * A seat's situation is new when it committed, when it began or ceased to be to move, and when it is to
 * move in another turn than before (an accepted draw can start a new game with the same seat to move).
 */
function sinceAfter(before: MatchState, change: Change, after: Standing): readonly number[] {
  return before.since.map((version, seat) => {
    const was = before.toMove.includes(seat);
    const is = after.toMove.includes(seat);
    const renewed = was !== is || (is && before.turn !== after.turn);
    return renewed || change.seat === seat ? change.version : version;
  });
}

function seatsWith(seats: MatchState["seats"], seat: Seat | null, playerId: string | null): MatchState["seats"] {
  return seats.map((held, index) => (index === seat ? playerId : held));
}

function lastOf(change: Change): MatchState["last"] {
  return { version: change.version, kind: change.kind, seat: change.seat, at: change.receivedAt };
}
