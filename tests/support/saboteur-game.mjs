// @ts-nocheck: written as somebody would who has none of our types.
/**
 * A third party's game, as an operator would load it, that does everything a game must not: each move names what it
 * does. Two seats take turns; `pass` is the one decent move, and whoever passes for the tenth time ends the match.
 * Plain JavaScript without any import, as a module that was never compiled with ours.
 */
const schema = (isRight) => ({
  safeParse: (data) => {
    if (data?.where === "schema") misbehave(data.how);
    return isRight(data)
      ? { success: true, data }
      : { success: false, error: { issues: [{ path: [], message: "no" }] } };
  },
});
const anything = schema(() => true);

/** Throws, or never comes back. */
function misbehave(how) {
  if (how === "throw") throw new Error("sabotage");
  if (how === "loop") for (;;);
}

/** Runs in every hook: does what the state, once poisoned, says of this hook. */
const hook = (name, state) => {
  if (state?.poison?.where === name) misbehave(state.poison.how);
};

const over = ({ passes }) => passes >= 10;

export default {
  id: "saboteur",
  title: "Saboteur",
  summary: "For tests.",
  rulesVersion: 1,
  seats: { min: 2, max: 2 },
  schema: {
    options: schema((data) => typeof (data ?? {}) === "object"),
    move: schema((data) => typeof data.type === "string"),
    event: anything,
    view: anything,
  },
  initial: (options) => ({ passes: 0, options, poison: null, ballast: "" }),
  setup(options) {
    if (options.where === "setup") misbehave(options.how);
    return [];
  },
  toMove: (state) => (over(state) ? [] : [state.passes % 2]),
  decide(state, { seat }, move) {
    if (seat !== state.passes % 2) {
      return {
        ok: false,
        rejection: { code: "invalid_turn", reason: "not_your_turn", recovery: "fix_input", message: "No." },
      };
    }
    if (move.type === "misbehave" && move.where === "decide") misbehave(move.how);
    if (move.type === "nonsense") return { ok: true, value: [{ type: "nonsense", of: () => 1 }] };
    if (move.type === "wordy") return { ok: true, value: [{ type: "pass", words: "x".repeat(200_000) }] };
    if (move.type === "dawdle") for (const end = Date.now() + move.ms; Date.now() < end; );
    return { ok: true, value: [move] };
  },
  evolve(state, event) {
    if (event.type === "misbehave" && event.where === "evolve") misbehave(event.how);
    if (event.type === "poison") return { ...state, passes: state.passes + 1, poison: event };
    if (event.type === "grow") return { ...state, ballast: "x".repeat(event.by) };
    return { ...state, passes: state.passes + 1 };
  },
  view(state) {
    hook("view", state);
    if (state.poison?.where === "view" && state.poison.how === "cycle") {
      const round = {};
      round.round = round;
      return round;
    }
    if (state.poison?.where === "view" && state.poison.how === "flood") return { flood: "x".repeat(1_000_000) };
    return { passes: state.passes };
  },
  redact(event) {
    if (event.type === "poison" && event.where === "redact") misbehave(event.how);
    return event;
  },
  legalMoves: () => ({ all: [{ type: "pass" }] }),
  timing(state) {
    return { seats: [state.passes % 2], turn: String(state.passes), ms: state.options?.turnMs ?? 0 };
  },
  onTimeout(state) {
    hook("onTimeout", state);
    return [{ type: "pass" }];
  },
  onLeave(state) {
    hook("onLeave", state);
    return [{ type: "pass" }];
  },
  onAbsence(state) {
    hook("onAbsence", state);
    return [];
  },
  absence(state) {
    hook("absence", state);
    return { graceMs: 60_000, policy: "pause" };
  },
  outcome: (state) => (over(state) ? { status: "finished", winners: [], scores: [0, 0], reason: "bored" } : null),
};
