/**
 * The law of redaction: an event tells a viewer nothing that the view after it would not. The same step is
 * taken with other draws and on other hidden states; wherever a viewer's view would have been the same after
 * each event, the events must have looked the same. (After each, not only after the step: a step that ends
 * one game and starts the next wipes the board that its first event filled.)
 */
import type { AnyGame } from "../game.js";
import { asJson, type Json } from "../json.js";
import { type Viewer, viewerKey } from "../seat.js";
import { type Check, eventsSeenBy, type Probe, seenBy } from "./checks.js";
import { contextAt, eventsOf, evolveAll, type Position, setupOf, viewersOf } from "./walk.js";

const OTHER_DRAWS = ["", "a", "b", "c", "d", "e", "f", "g"] as const;

/** One way things could have gone: the events, and the state they happened in. */
interface Course {
  readonly events: readonly Json[];
  readonly from: Json;
}

export const eventsTellNoMore: Check = (probe) => {
  const { game, position } = probe;
  for (const viewer of someViewers(position)) {
    const toldByView = new Map<string, string>();
    for (const course of courses(probe, viewer)) {
      const seen = viewsAlong(game, course, viewer);
      const told = eventsSeenBy(game, course.events, viewer);
      const before = toldByView.get(seen) ?? told;
      if (before !== told) return `to ${viewerKey(viewer)} events tell more than the view: ${before} or ${told}`;
      toldByView.set(seen, told);
    }
  }
  return null;
};

/** Each course is played for each viewer: every position is looked at by three of them, in turn. */
function someViewers({ seatCount, steps, playout }: Position): readonly Viewer[] {
  const viewers = viewersOf(seatCount);
  const first = steps.length * 3 + playout;
  return viewers.filter((_viewer, index) => (index - first + first * viewers.length) % viewers.length < 3);
}

function viewsAlong(game: AnyGame, { events, from }: Course, viewer: Viewer): string {
  let state = from;
  const views = events.map((event) => {
    state = evolveAll(game, state, [event]);
    return seenBy(game, state, viewer);
  });
  return views.join("\n");
}

function courses(probe: Probe, viewer: Viewer): readonly Course[] {
  return probe.position.before === null ? setupCourses(probe) : stepCourses(probe, viewer);
}

function setupCourses({ game, setting, position }: Probe): readonly Course[] {
  return OTHER_DRAWS.map((salt) => {
    const { options, seatCount, events } = setupOf(game, setting, { playout: position.playout, salt });
    return { events, from: asJson(game.initial(options, seatCount)) };
  });
}

function stepCourses({ game, setting, position }: Probe, viewer: Viewer): readonly Course[] {
  const step = position.steps.at(-1);
  const { before } = position;
  if (step === undefined || before === null) return [];
  const earlier = { ...position, steps: position.steps.slice(0, -1) };
  return [before, ...(setting.variants?.(before, viewer) ?? [])].flatMap((from) => {
    const courses: Course[] = [];
    for (const salt of OTHER_DRAWS.slice(0, 3)) {
      const ctx = contextAt(earlier, salt);
      const events = eventsOf(game, from, { step, ctx });
      if (events !== null) courses.push({ events, from });
      if (ctx.chance.draws.length === 0) break;
    }
    return courses;
  });
}
