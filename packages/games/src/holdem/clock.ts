/** Whose time runs, and what is done when it is up: never a bet, a call or a raise. */
import type { Context, Seat, Timing } from "@holdfast/engine";
import { book } from "./act.js";
import { boundsOf } from "./betting.js";
import { leave } from "./between.js";
import { Course } from "./course.js";
import { afterSeating, settle } from "./decide.js";
import { goOn, startHand } from "./hand.js";
import { type Event, isCash, playerAt, seatsWhere, type State } from "./state.js";

/** How long a seat that sits out is waited for. */
const OUT_MS = 1_000;
/** How long a place at a cash table is kept for somebody who sits out. */
const KEPT_MS = 600_000;
/** Timeouts in a row after which a seat at a cash table sits out. */
const OUT_AFTER = 2;

export function timing(state: State): Timing | null {
  const { phase, toAct, step, settings } = state;
  if (phase === "complete") return { seats: [state.bbSeat], turn: `${step}`, ms: settings.betweenHandsMs };
  if (phase === "waiting") return waitingFor(state);
  if (toAct === null) return null;
  const player = playerAt(state, toAct);
  if (player.out === "out") return { seats: [toAct], turn: `${step}.out`, ms: OUT_MS };
  const ms = settings.actMs === 0 ? 0 : settings.actMs + player.bank;
  return { seats: [toAct], turn: `${step}`, ms };
}

export function onTimeout(state: State, seat: Seat, ctx: Context): readonly Event[] {
  const course = new Course(state, ctx.now, ctx.chance);
  if (state.phase === "complete") return nextHand(course);
  if (state.phase === "waiting") return clearPlaces(course);
  return state.toAct === seat ? actFor(course, seat) : [];
}

/** Check if that is free, else fold. */
function actFor(course: Course, seat: Seat): readonly Event[] {
  const { state } = course;
  const action = boundsOf(state, seat).check ? "check" : "fold";
  book(course, seat, { action, to: playerAt(state, seat).bet, auto: true });
  const { timeouts, out } = playerAt(course.state, seat);
  if (isCash(state) && out === "no" && timeouts >= OUT_AFTER) {
    course.add({ type: "seat.sitting", seat, out: "next", at: course.now, auto: true });
  }
  goOn(course, seat);
  return settle(course);
}

function nextHand(course: Course): readonly Event[] {
  removeLongOut(course);
  if (course.state.phase === "over") return course.events;
  startHand(course);
  return settle(course);
}

function waitingFor(state: State): Timing | null {
  const out = seatsWhere(state, ({ out: sits, gone }) => sits === "out" && !gone);
  return out.length === 0 ? null : { seats: out, turn: `${state.step}.waiting`, ms: KEPT_MS };
}

function clearPlaces(course: Course): readonly Event[] {
  removeLongOut(course);
  return course.state.phase === "over" || course.events.length === 0 ? course.events : afterSeating(course);
}

/** Chips of those who have sat out too long are given back, and their places are free. */
function removeLongOut(course: Course): void {
  if (!isCash(course.state)) return;
  const isLong = (player: State["players"][number]) =>
    player.out === "out" && !player.gone && course.now - player.outAt >= KEPT_MS;
  for (const seat of seatsWhere(course.state, isLong)) leave(course, seat);
}
