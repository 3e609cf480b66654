/** What a move does, or the first rule that refuses it: role, status, hand, turn, and then the move's own. */
import { accept, type Actor, type Context, reject, type Result } from "@holdfast/engine";
import { book, checkAction } from "./act.js";
import { betweenHands } from "./between.js";
import { isAble } from "./blinds.js";
import { Course } from "./course.js";
import { goOn, startHand } from "./hand.js";
import { bookSeating, checkSeating } from "./seating.js";
import { showAnyway } from "./showdown.js";
import { type Event, isCash, isLive, type Move, playerAt, type State } from "./state.js";
import type { HoldemBettingMove, HoldemSeatMove } from "./types.js";

/** The events of an accepted move. */
export function decide(state: State, actor: Actor, move: Move, ctx: Context): Result<readonly Event[]> {
  if (move.type === "close-table") return decideClose(state, actor, ctx);
  const { seat } = actor;
  if (seat === null || state.players[seat] === undefined) return reject("forbidden", "observer");
  if (state.phase === "over") return reject("game_over", "match_over");
  const course = new Course(state, ctx.now, ctx.chance);
  switch (move.type) {
    case "show":
    case "muck":
      return decideShow(course, seat, move.type);
    case "sit-out":
    case "sit-in":
    case "leave":
    case "join":
    case "rebuy":
      return decideSeating(course, seat, move);
    default:
      return decideAction(course, seat, move);
  }
}

/** Everything that follows by itself: the end of a hand, and the next when there is no pause between them. */
export function settle(course: Course): readonly Event[] {
  let hands = course.state.handNo;
  while (course.state.phase === "complete" && hands >= 0) {
    betweenHands(course);
    if (course.state.settings.betweenHandsMs > 0 || course.state.phase !== "complete") break;
    startHand(course);
    hands = course.state.handNo;
  }
  return course.events;
}

/** A table that waits begins as soon as two can play. */
export function beginIfReady(course: Course): readonly Event[] {
  const { phase, players } = course.state;
  if (phase !== "waiting" || players.filter((player) => isAble(course.state, player)).length < 2) return course.events;
  startHand(course);
  return settle(course);
}

function decideAction(course: Course, seat: number, move: HoldemBettingMove): Result<readonly Event[]> {
  if (playerAt(course.state, seat).gone) return reject("forbidden", "not_seated");
  const action = checkAction(course.state, seat, move);
  if (!action.ok) return action;
  book(course, seat, action.value);
  goOn(course, seat);
  return accept(settle(course));
}

function decideSeating(course: Course, seat: number, move: HoldemSeatMove): Result<readonly Event[]> {
  const checked = checkSeating(course.state, { seat, now: course.now }, move);
  if (!checked.ok) return checked;
  bookSeating(course, seat, move);
  return accept(afterSeating(course));
}

/** Somebody came or went: the table may be empty now, or ready. */
export function afterSeating(course: Course): readonly Event[] {
  const { state } = course;
  if (isCash(state) && state.players.every(({ gone }) => gone)) betweenHands(course);
  return course.state.phase === "over" ? course.events : beginIfReady(course);
}

/** Whoever need not show may, until the next hand begins. */
function decideShow(course: Course, seat: number, what: "show" | "muck"): Result<readonly Event[]> {
  const player = playerAt(course.state, seat);
  if (player.gone) return reject("forbidden", "not_seated");
  if (course.state.phase !== "complete") return reject("invalid_action", "no_hand");
  if (!isLive(player) || player.shown) return reject("invalid_action", "not_in_hand");
  if (what === "show") showAnyway(course, seat);
  else if (player.mucked) return reject("invalid_action", "not_in_hand");
  else course.add({ type: "showdown.muck", seat });
  return accept(course.events);
}

function decideClose(state: State, actor: Actor, ctx: Context): Result<readonly Event[]> {
  if (!actor.host) return reject("forbidden", actor.seat === null ? "observer" : "not_host");
  if (state.phase === "over") return reject("game_over", "match_over");
  if (!isCash(state)) return reject("invalid_action", "cash_only");
  if (state.closing) return reject("invalid_action", "already_closing");
  const course = new Course(state, ctx.now, ctx.chance);
  course.add({ type: "table.closing" });
  if (state.phase === "waiting" || state.phase === "complete") betweenHands(course);
  return accept(course.events);
}
