/** The only way a match changes: one event after the other. */
import {
  changeSide,
  type Draft,
  draftOf,
  type Event,
  KEPT_ENTRIES,
  type Remembered,
  roundOf,
  sideOf,
  type State,
} from "./state.js";
import type { TabletopRound } from "./types.js";

type Of<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

/** The match after an event. */
export function evolve(state: State, event: Event): State {
  const next = draftOf(state);
  take(next, event);
  return next;
}

/** Takes the event into a match of its own. */
function take(next: Draft<State>, event: Event): void {
  switch (event.type) {
    case "names.changed":
      changeSide(next, event.player).name = event.name;
      return;
    case "score.update":
      return scoreChanged(next, event);
    case "cp.update":
      changeSide(next, event.player).cp = event.cp;
      return;
    case "turn.change":
      next.round = event.round;
      next.active = event.active;
      next.step += 1;
      return;
    case "timer.update":
      return clockSet(next, event);
    case "clock.flag":
      changeSide(next, event.player).flagged = true;
      next.step += 1;
      return;
    case "time.given": {
      const { base, runningFor, since } = next.clock;
      next.since += event.ms;
      next.clock = { base, runningFor, since: since + event.ms };
      return;
    }
    case "history.entry":
      next.history = remembered(next.history, event);
      next.entries = event.entry.n;
      return;
    case "undo":
      next.history = next.history.map((entry) =>
        event.entries.includes(entry.n) ? { ...entry, undone: true } : entry,
      );
      return;
    default:
      return takeStage(next, event);
  }
}

type InPlay =
  | "names.changed"
  | "score.update"
  | "cp.update"
  | "turn.change"
  | "timer.update"
  | "clock.flag"
  | "time.given"
  | "history.entry"
  | "undo";

/** Settings, phases, roll-offs, and the end. */
function takeStage(next: Draft<State>, event: Exclude<Event, { readonly type: InPlay }>): void {
  switch (event.type) {
    case "settings.update":
      return settingsChanged(next, event);
    case "status.change":
      next.status = event.status;
      next.since = event.at;
      next.step += 1;
      return;
    case "confirm.update":
      next.confirmed = event.confirmed;
      return;
    case "host.changed":
      next.hostPlayer = event.to;
      return;
    case "game.end":
      next.result = event.result;
      return;
    case "game.reopened":
      next.result = null;
      next.confirmed = [false, false];
      return;
    case "game.sealed":
      next.sealed = true;
      return;
    default:
      return takeRollOff(next, event);
  }
}

function takeRollOff(
  next: Draft<State>,
  event: Of<"roll.made" | "roll.tied" | "roll.won" | "role.chosen" | "first.chosen">,
): void {
  switch (event.type) {
    case "roll.made": {
      const [one, two] = next.rolls;
      next.rolls = event.player === 1 ? [event.value, two] : [one, event.value];
      return;
    }
    case "roll.tied":
      next.rolls = [null, null];
      return;
    case "roll.won":
      next.rollWinner = event.player;
      return;
    case "role.chosen":
      next.attacker = event.attacker;
      next.rolls = [null, null];
      next.rollWinner = null;
      return;
    case "first.chosen":
      next.firstPlayer = event.first;
      next.rollWinner = null;
  }
}

/** Starting clocks and command points follow their settings until the game has begun. */
function settingsChanged(next: Draft<State>, { patch }: Of<"settings.update">): void {
  const settings = { ...next.settings, ...patch };
  next.settings = settings;
  if (next.round > 0) return;
  const { runningFor, since } = next.clock;
  const base = settings.clockMode === "count-down" ? settings.initialMs : ([0, 0] as const);
  next.clock = { base, runningFor, since };
  changeSide(next, 1).cp = settings.cpStart;
  changeSide(next, 2).cp = settings.cpStart;
}

function clockSet(next: Draft<State>, { base, runningFor, since, paused }: Of<"timer.update">): void {
  next.paused = paused;
  next.clock = { base, runningFor, since };
  next.step += 1;
}

function scoreChanged(next: Draft<State>, { player, category, round, value }: Of<"score.update">): void {
  const side = sideOf(next, player);
  const rounds = side.rounds.slice();
  for (let each = rounds.length + 1; each <= round; each++) rounds.push(roundOf(side, each));
  const { primary, secondary, bonus } = roundOf(side, round);
  const entry: Draft<TabletopRound> = { primary, secondary, bonus };
  entry[category] = value;
  rounds[round - 1] = entry;
  changeSide(next, player).rounds = rounds;
}

function remembered(history: readonly Remembered[], { entry, back }: Of<"history.entry">): readonly Remembered[] {
  const { n, at, by, role, action, note, undone } = entry;
  const kept = history.slice(Math.max(0, history.length + 1 - KEPT_ENTRIES));
  kept.push({ n, at, by, role, action, note, undone, back });
  return kept;
}
