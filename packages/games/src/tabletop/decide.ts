/** What a move does: its own events, what follows from it, and its line in the history. */
import { accept, type Actor, type Context, type Result } from "@holdfast/engine";
import { aboutWhom, type Asked, askedBy, checkMove } from "./check.js";
import { type By, Course } from "./course.js";
import { type Event, type Move, other, roundOf, sideOf, type State } from "./state.js";
import { byScore, chooseFirst, chooseRole, endGame, finishPlay, openTurn, roll, start } from "./stages.js";
import type { TabletopSettings } from "./types.js";
import { setScore, undo } from "./undo.js";

type Of<Type extends Move["type"]> = Extract<Move, { readonly type: Type }>;

/** The events of an accepted move. */
export function decide(state: State, actor: Actor, move: Move, ctx: Context): Result<readonly Event[]> {
  const asked = askedBy(state, actor, ctx.now);
  const checked = checkMove(state, asked, move);
  if (!checked.ok) return checked;
  const course = new Course(state, ctx.now, ctx.chance);
  carryOut(course, asked, move);
  return accept(course.events);
}

function carryOut(course: Course, asked: Asked, move: Move): void {
  const by: By = { player: asked.player, role: asked.isHost ? "host" : "player" };
  switch (move.type) {
    case "score":
      return editScore(course, { asked, by }, move);
    case "cp":
      return editCp(course, { asked, by }, move);
    case "end-turn":
      return endTurn(course, by);
    case "set-clock":
    case "set-turn":
      return correct(course, by, move);
    case "confirm":
      return confirm(course, by);
    case "undo":
      undo(course, move.count);
      return course.note(by, { action: "undo", note: `${move.count}` });
    default:
      course.note(by, { action: move.type, note: noteOf(move) });
      return inStage(course, asked, move);
  }
}

type Staged = Exclude<Move, Of<"score" | "cp" | "end-turn" | "set-clock" | "set-turn" | "confirm" | "undo">>;

function inStage(course: Course, asked: Asked, move: Staged): void {
  switch (move.type) {
    case "set-name":
      return course.add({ type: "names.changed", player: aboutWhom(asked, move) ?? 1, name: move.name });
    case "settings":
      return course.add({ type: "settings.update", patch: settled(course.state, move.patch) });
    case "start":
      return start(course, move.firstPlayer);
    case "roll":
      return roll(course, aboutWhom(asked, move) ?? 1, move.value ?? 1 + course.chance.int(6, "roll"));
    case "choose-role":
      return chooseRole(course, move.role);
    case "choose-first":
      return chooseFirst(course, move.first);
    case "pause":
      return course.setClock({ runningFor: null, paused: true });
    case "resume":
      return course.setClock({ runningFor: course.state.active, paused: false });
    case "concede":
      return endGame(course, { winner: other(asked.player ?? 1), reason: "concede" });
    case "end-game":
      return endByHost(course, move.winner);
    case "reopen":
      course.add({ type: "game.reopened", at: course.now });
      return course.add({ type: "status.change", status: "confirming", at: course.now });
    case "transfer-host":
      return course.add({ type: "host.changed", to: move.to });
  }
}

interface Editing {
  readonly asked: Asked;
  readonly by: By;
}

/** Editing while confirming takes both confirmations back. */
function editScore(course: Course, { asked, by }: Editing, move: Of<"score">): void {
  const player = aboutWhom(asked, move) ?? 1;
  const { category, round = course.state.round } = move;
  const before = roundOf(sideOf(course.state, player), round)[category];
  const value = "set" in move ? move.set : before + move.delta;
  setScore(course, { player, category, round, value });
  if (course.state.confirmed.includes(true)) course.add({ type: "confirm.update", confirmed: [false, false] });
  const note = `${player} ${category} ${round}: ${before} to ${value}`;
  course.note(by, { action: "score", note }, { kind: "score", player, category, round, value: before });
}

function editCp(course: Course, { asked, by }: Editing, move: Of<"cp">): void {
  const player = aboutWhom(asked, move) ?? 1;
  const { cp } = sideOf(course.state, player);
  course.changeCp(player, cp + move.delta, "edit");
  course.note(by, { action: "cp", note: `${player}: ${cp} to ${cp + move.delta}` }, { kind: "cp", player, cp });
}

/** The clock of the one is settled and that of the other starts at the same moment. */
function endTurn(course: Course, by: By): void {
  const { round, active, firstPlayer, settings, paused } = course.state;
  const ending = active ?? 1;
  course.setClock({});
  const { base } = course.state.clock;
  const added = settings.clockMode === "count-down" ? settings.incrementMs : 0;
  const after: readonly [number, number] = ending === 1 ? [base[0] + added, base[1]] : [base[0], base[1] + added];
  const isLast = active !== firstPlayer && round >= settings.rounds;
  course.setClock({ base: after, runningFor: paused ? null : other(ending) });
  const nextRound = active === firstPlayer ? round : round + 1;
  const gained = isLast ? ([0, 0] as const) : openTurn(course, nextRound, other(ending));
  if (isLast) finishPlay(course);
  const back = { kind: "turn", round, active: ending, gained, base, after } as const;
  course.note(by, { action: "end-turn", note: `${ending} of round ${round}` }, back);
}

function correct(course: Course, by: By, move: Of<"set-clock" | "set-turn">): void {
  const { clock, round, active } = course.state;
  if (move.type === "set-clock") {
    const { base } = clock;
    const { player, remainingMs } = move;
    course.setClock({ base: player === 1 ? [remainingMs, base[1]] : [base[0], remainingMs] });
    return course.note(by, { action: "set-clock", note: `${player}: ${remainingMs}` }, { kind: "clock", base });
  }
  const turn = 2 * (move.round - 1) + (move.active === course.state.firstPlayer ? 1 : 2);
  course.add({ type: "turn.change", round: move.round, turn, active: move.active });
  const back = { kind: "place", round, active: active ?? 1 } as const;
  course.note(by, { action: "set-turn", note: `${move.active} of round ${move.round}` }, back);
}

function confirm(course: Course, by: By): void {
  const [one, two] = course.state.confirmed;
  const confirmed: readonly [boolean, boolean] = by.player === 1 ? [true, two] : [one, true];
  course.add({ type: "confirm.update", confirmed });
  course.note(by, { action: "confirm", note: "" });
  if (confirmed[0] && confirmed[1]) endGame(course, { winner: byScore(course.state), reason: "score" });
}

function endByHost(course: Course, winner: Of<"end-game">["winner"]): void {
  if (winner === undefined) return endGame(course, { winner: byScore(course.state), reason: "score" });
  endGame(course, { winner: winner === "draw" ? null : winner, reason: "host" });
}

/** A patch with its short forms written out. */
function settled(state: State, { initialMs, caps, ...rest }: Of<"settings">["patch"]): Partial<TabletopSettings> {
  const both =
    initialMs === undefined
      ? {}
      : { initialMs: typeof initialMs === "number" ? ([initialMs, initialMs] as const) : initialMs };
  const all = caps === undefined ? {} : { caps: { ...state.settings.caps, ...caps } };
  return { ...rest, ...both, ...all };
}

function noteOf(move: Staged): string {
  switch (move.type) {
    case "set-name":
      return move.name;
    case "settings":
      return Object.keys(move.patch).join(", ");
    case "choose-role":
      return move.role;
    case "choose-first":
      return `${move.first}`;
    default:
      return "";
  }
}
