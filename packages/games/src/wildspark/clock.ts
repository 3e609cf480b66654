/** Whose time runs, what is done when it is up, and when a seat has been late too often. */
import type { Context, Seat, Timing } from "@holdfast/engine";
import { creatureOf } from "./cards.js";
import { Course } from "./course.js";
import { carryOut } from "./decide.js";
import { autoPlacement } from "./setup.js";
import { type Event, type Move, type Side, sideOf, type State, topOf } from "./state.js";
import { end } from "./turn.js";

/** A turn has its time, and what was left of it after a search; choices and setup have a third. */
export function timing(state: State): Timing | null {
  const { phase, queue, settings, clock, current } = state;
  if (phase === "over") return null;
  const third = Math.floor(settings.turnMs / 3);
  if (phase === "setup") return { seats: unplaced(state), turn: "setup", ms: third };
  const [head] = queue;
  if (head !== undefined) return { seats: [head.seat], turn: `${clock}.${head.kind}`, ms: third };
  const ms = settings.turnMs === 0 ? 0 : Math.max(1, state.mainLeft);
  return { seats: [current ?? 0], turn: `${clock}.turn`, ms };
}

export function toMove(state: State): readonly Seat[] {
  if (state.phase === "over") return [];
  if (state.phase === "setup") return unplaced(state);
  return [state.queue[0]?.seat ?? state.current ?? 0];
}

/** The automatic move, and the loss of a seat that needed it too often. */
export function onTimeout(state: State, seat: Seat, ctx: Context): readonly Event[] {
  if (!toMove(state).includes(seat)) return [];
  const course = new Course(state, ctx.now, ctx.chance);
  const count = sideOf(state, seat).timeouts + 1;
  course.add({ type: "timed.out", seat, count });
  if (count >= state.settings.lossAfterTimeouts) end(course, [1 - seat], "timeout");
  else carryOut(course, { seat, move: autoMove(state, seat), auto: true });
  return course.events;
}

function autoMove(state: State, seat: Seat): Move {
  if (state.phase === "setup") return { type: "setup-place", ...autoPlacement(state, seat) };
  switch (state.queue[0]?.kind) {
    case "select-prize":
      return { type: "select-prize", index: 0 };
    case "select-active":
      return { type: "select-active", bench: healthiest(sideOf(state, seat)) };
    case "search-select":
      return { type: "search-select", card: null };
    case undefined:
      return { type: "end-turn" };
  }
}

/** Most life left, then the lowest index. */
function healthiest({ bench }: Side): number {
  const left = bench.map((creature) => (creatureOf(topOf(creature))?.hp ?? 0) - creature.damage);
  return left.indexOf(Math.max(...left));
}

function unplaced({ sides }: State): readonly Seat[] {
  return sides.flatMap(({ placed }, seat) => (placed ? [] : [seat]));
}
