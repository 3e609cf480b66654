/** The only way a match changes: one event after the other. */
import { type Event, KEPT_ENTRIES, roundOf, sideOf, type State, withSide } from "./state.js";

type Of<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

export function evolve(state: State, event: Event): State {
  switch (event.type) {
    case "names.changed":
      return withSide(state, event.player, { name: event.name });
    case "settings.update":
      return settingsChanged(state, event);
    case "status.change":
      return { ...state, status: event.status, since: event.at, step: state.step + 1 };
    case "score.update":
      return scoreChanged(state, event);
    case "cp.update":
      return withSide(state, event.player, { cp: event.cp });
    case "turn.change":
      return { ...state, round: event.round, active: event.active, step: state.step + 1 };
    case "timer.update": {
      const { base, runningFor, since, paused } = event;
      return { ...state, paused, clock: { base, runningFor, since }, step: state.step + 1 };
    }
    case "clock.flag":
      return withSide({ ...state, step: state.step + 1 }, event.player, { flagged: true });
    case "time.given": {
      const { clock, since } = state;
      return { ...state, since: since + event.ms, clock: { ...clock, since: clock.since + event.ms } };
    }
    case "confirm.update":
      return { ...state, confirmed: event.confirmed };
    case "host.changed":
      return { ...state, hostPlayer: event.to };
    case "undo":
      return undone(state, event);
    case "history.entry":
      return remembered(state, event);
    default:
      return evolveStage(state, event);
  }
}

/** Roll-offs, and the end. */
function evolveStage(
  state: State,
  event: Of<
    | "roll.made"
    | "roll.tied"
    | "roll.won"
    | "role.chosen"
    | "first.chosen"
    | "game.end"
    | "game.reopened"
    | "game.sealed"
  >,
): State {
  switch (event.type) {
    case "roll.made": {
      const [one, two] = state.rolls;
      return { ...state, rolls: event.player === 1 ? [event.value, two] : [one, event.value] };
    }
    case "roll.tied":
      return { ...state, rolls: [null, null] };
    case "roll.won":
      return { ...state, rollWinner: event.player };
    case "role.chosen":
      return { ...state, attacker: event.attacker, rolls: [null, null], rollWinner: null };
    case "first.chosen":
      return { ...state, firstPlayer: event.first, rollWinner: null };
    case "game.end":
      return { ...state, result: event.result };
    case "game.reopened":
      return { ...state, result: null, confirmed: [false, false] };
    case "game.sealed":
      return { ...state, sealed: true };
  }
}

/** Starting clocks and command points follow their settings until the game has begun. */
function settingsChanged(state: State, { patch }: Of<"settings.update">): State {
  const settings = { ...state.settings, ...patch };
  if (state.round > 0) return { ...state, settings };
  const base = settings.clockMode === "count-down" ? settings.initialMs : ([0, 0] as const);
  const [one, two] = state.sides;
  const { cpStart: cp } = settings;
  return {
    ...state,
    settings,
    clock: { ...state.clock, base },
    sides: [
      { ...one, cp },
      { ...two, cp },
    ],
  };
}

function scoreChanged(state: State, { player, category, round, value }: Of<"score.update">): State {
  const side = sideOf(state, player);
  const rounds = Array.from({ length: Math.max(side.rounds.length, round) }, (_none, index) =>
    roundOf(side, index + 1),
  );
  return withSide(state, player, { rounds: rounds.with(round - 1, { ...roundOf(side, round), [category]: value }) });
}

function undone(state: State, { entries }: Of<"undo">): State {
  const history = state.history.map((entry) => (entries.includes(entry.n) ? { ...entry, undone: true } : entry));
  return { ...state, history };
}

function remembered(state: State, { entry, back }: Of<"history.entry">): State {
  const history = [...state.history, { ...entry, back }].slice(-KEPT_ENTRIES);
  return { ...state, history, entries: entry.n };
}
