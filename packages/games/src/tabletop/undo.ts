/** Taking back the newest changes, one after the other. */
import type { Course } from "./course.js";
import { basesAt, roundOf, scoreOf, sideOf, undoable } from "./state.js";
import type { TabletopBack, TabletopPlayer } from "./types.js";

/** Takes back so many entries; entries of other kinds between them are left as they are. */
export function undo(course: Course, count: number): void {
  const entries = undoable(course.state).slice(0, count);
  for (const { back } of entries) bringBack(course, back);
  course.add({ type: "undo", entries: entries.map(({ n }) => n) });
}

function bringBack(course: Course, back: TabletopBack): void {
  switch (back.kind) {
    case "score":
      return setScore(course, back);
    case "cp":
      return course.changeCp(back.player, back.cp, "undo");
    case "clock":
      return course.setClock({ base: back.base });
    case "place":
      return returnTo(course, back);
    case "turn":
      return reopenTurn(course, back);
  }
}

type Score = Extract<TabletopBack, { readonly kind: "score" }>;

/** Sets one entry of the table of scores; the totals are those that come of it. */
export function setScore(course: Course, { player, category, round, value }: Omit<Score, "kind">): void {
  const { settings, sides } = course.state;
  const delta = value - roundOf(sideOf(course.state, player), round)[category];
  const added = { category, delta };
  const one = scoreOf(settings, sides[0], player === 1 ? added : null).total;
  const two = scoreOf(settings, sides[1], player === 2 ? added : null).total;
  course.add({ type: "score.update", player, category, round, value, delta, totals: [one, two] });
}

function returnTo(
  course: Course,
  { round, active }: { readonly round: number; readonly active: TabletopPlayer },
): void {
  const turn = 2 * (round - 1) + (active === course.state.firstPlayer ? 1 : 2);
  course.add({ type: "turn.change", round, turn, active });
  if (course.state.clock.runningFor !== null) course.setClock({ runningFor: active });
}

type Turn = Extract<TabletopBack, { readonly kind: "turn" }>;

/** The turn is on again: its command points are taken back, and the time since is charged to its player. */
function reopenTurn(course: Course, { round, active, gained, base, after }: Turn): void {
  const [now1, now2] = basesAt(course.state, course.now);
  // Both clocks together tell how long they ran since, whoever they ran for.
  const run = now1 + now2 - after[0] - after[1];
  const charged: readonly [number, number] = active === 1 ? [base[0] + run, base[1]] : [base[0], base[1] + run];
  if (course.state.status === "confirming") {
    course.add({ type: "status.change", status: "playing", at: course.now });
    course.setClock({ base: charged, runningFor: null, paused: true });
  } else {
    course.setClock({ base: charged, runningFor: course.state.clock.runningFor === null ? null : active });
  }
  for (const player of [1, 2] as const) {
    const cp = sideOf(course.state, player).cp - (gained[player - 1] ?? 0);
    course.changeCp(player, Math.max(0, cp), "undo");
  }
  const turn = 2 * (round - 1) + (active === course.state.firstPlayer ? 1 : 2);
  course.add({ type: "turn.change", round, turn, active });
}
