/** Whether somebody may make a move now: role first, then the phase, then the move's own rules. */
import { accept, type Actor, reject, type Result } from "@holdfast/engine";
import { playerOf, roundOf, sideOf, type State, sumOf, turnOf, undoable, type Move } from "./state.js";
import type { TabletopPlayer, TabletopSettings } from "./types.js";

type Of<Type extends Move["type"]> = Extract<Move, { readonly type: Type }>;
export interface Asked {
  readonly player: TabletopPlayer | null;
  readonly isHost: boolean;
  readonly now: number;
}
type Checked = Result<unknown>;
const OK: Checked = accept(null);
const no = (reason: string): Checked => reject("invalid_action", reason);
const notHost = (): Checked => reject("forbidden", "not_host", "Only the host may do this.");

/** How long a game that is over can be opened again. */
export const REOPEN_MS = 600_000;
const MAX_ENTRY = 100;
const LOCKED: readonly (keyof TabletopSettings)[] = [
  "rounds",
  "clockMode",
  "initialMs",
  "incrementMs",
  "onFlag",
  "rollOff",
];
const HOST_MOVES: readonly Move["type"][] = [
  "settings",
  "start",
  "set-clock",
  "set-turn",
  "undo",
  "end-game",
  "reopen",
  "transfer-host",
];

/** As whom the actor asks: the match's host, unless that was handed on to a player. */
export function askedBy({ hostPlayer }: State, actor: Actor, now: number): Asked {
  const player = actor.seat === null ? null : playerOf(actor.seat);
  const isHost = hostPlayer === null ? actor.host : player === hostPlayer;
  return { player, isHost, now };
}

export function checkMove(state: State, by: Asked, move: Move): Checked {
  if (by.player === null && !by.isHost) return reject("forbidden", "observer");
  if (HOST_MOVES.includes(move.type) && !by.isHost) return notHost();
  if (state.status === "over")
    return move.type === "reopen" ? checkReopen(state, by) : reject("game_over", "match_over");
  switch (move.type) {
    case "set-name":
      return checkName(state, by, move);
    case "settings":
      return checkSettings(state, move);
    case "start":
      return checkStart(state, move);
    case "roll":
      return checkRoll(state, by, move);
    case "choose-role":
      return checkChoice(state, by, "deployment");
    case "choose-first":
      return checkChoice(state, by, "first-turn");
    case "reopen":
      return no("wrong_phase");
    case "transfer-host":
      return state.hostPlayer === move.to ? no("already_host") : OK;
    case "end-game":
      return OK;
    case "concede":
      if (by.player === null) return reject("forbidden", "not_your_player");
      return state.status === "setup" ? no("wrong_phase") : OK;
    default:
      return checkPlay(state, by, move);
  }
}

type InPlay = Of<"score" | "cp" | "end-turn" | "pause" | "resume" | "set-clock" | "set-turn" | "undo" | "confirm">;

function checkPlay(state: State, by: Asked, move: InPlay): Checked {
  switch (move.type) {
    case "score":
      return checkScore(state, by, move);
    case "cp":
      return checkCp(state, by, move);
    case "end-turn":
      return checkEndTurn(state, by, move);
    case "pause":
    case "resume":
      return checkPause(state, by, move.type);
    case "set-clock":
    case "set-turn":
      return checkCorrection(state, move);
    case "undo":
      return move.count > undoable(state).length ? no("nothing_to_undo") : OK;
    case "confirm":
      if (by.player === null) return reject("forbidden", "not_your_player");
      if (state.status !== "confirming") return no("wrong_phase");
      return state.confirmed[by.player - 1] ? no("already_confirmed") : OK;
  }
}

/** The player that a move is about: the one it names, or the sender. Null when a host without a seat names nobody. */
export function aboutWhom(by: Asked, move: { readonly player?: TabletopPlayer }): TabletopPlayer | null {
  return move.player ?? by.player;
}

function checkReopen({ since, sealed, result }: State, { now }: Asked): Checked {
  const isFinal = sealed || result?.status === "aborted";
  return isFinal || now - since > REOPEN_MS ? no("reopen_expired") : OK;
}

function checkName(state: State, by: Asked, move: Of<"set-name">): Checked {
  const player = aboutWhom(by, move);
  if (player === null) return reject("invalid_message", "player_required");
  if (!by.isHost && player !== by.player) return reject("forbidden", "not_your_player");
  if (!by.isHost && state.status !== "setup") return no("wrong_phase");
  const taken = sideOf(state, player === 1 ? 2 : 1).name.toLowerCase() === move.name.toLowerCase();
  return taken ? reject("invalid_message", "duplicate_name", "The other player has this name.") : OK;
}

function checkSettings({ round }: State, { patch }: Of<"settings">): Checked {
  const keys = Object.keys(patch);
  return round > 0 && LOCKED.some((key) => keys.includes(key)) ? no("locked_setting") : OK;
}

function checkStart({ status, sides, settings }: State, { firstPlayer, force }: Of<"start">): Checked {
  if (status !== "setup") return no("wrong_phase");
  if (settings.rollOff === "skip" && firstPlayer === undefined) return no("value_required");
  if (settings.rollOff !== "skip" && firstPlayer !== undefined) return no("value_not_allowed");
  return force || sides.every(({ name }) => name !== "") ? OK : no("not_ready");
}

function checkRoll({ status, rolls, rollWinner, settings }: State, by: Asked, move: Of<"roll">): Checked {
  const player = aboutWhom(by, move);
  const isManual = settings.rollOff === "manual";
  if (isManual && !by.isHost) return notHost();
  if (player === null) return reject("invalid_message", "player_required");
  if (!isManual && player !== by.player) return reject("forbidden", "not_your_player");
  if (status !== "deployment" && status !== "first-turn") return no("wrong_phase");
  if (isManual && move.value === undefined) return no("value_required");
  if (!isManual && move.value !== undefined) return no("value_not_allowed");
  return rollWinner !== null || rolls[player - 1] !== null ? no("already_rolled") : OK;
}

function checkChoice(state: State, by: Asked, status: "deployment" | "first-turn"): Checked {
  if (state.status !== status) return no("wrong_phase");
  const isTheirs = state.rollWinner !== null && (by.isHost || by.player === state.rollWinner);
  return isTheirs ? OK : no("not_roll_winner");
}

/** Players change what they may, the host everything. */
function checkEdit({ settings }: State, by: Asked, player: TabletopPlayer | null): Checked {
  if (player === null) return reject("invalid_message", "player_required");
  if (by.isHost) return OK;
  if (settings.playersEdit === "none") return reject("forbidden", "players_edit_none");
  return settings.playersEdit === "both" || player === by.player ? OK : reject("forbidden", "not_your_player");
}

function checkScore(state: State, by: Asked, move: Of<"score">): Checked {
  const player = aboutWhom(by, move);
  const allowed = checkEdit(state, by, player);
  if (!allowed.ok || player === null) return allowed;
  const round = move.round ?? state.round;
  if (!by.isHost && state.settings.editPast === "host" && round < state.round) return reject("forbidden", "past_round");
  if (state.status !== "playing" && state.status !== "confirming") return no("wrong_phase");
  if (round < 1 || round > state.round) return reject("invalid_message", "bad_round");
  const current = roundOf(sideOf(state, player), round)[move.category];
  if ("set" in move && move.expect !== current) {
    return reject("desync", "stale_value", `The value is ${current} now.`);
  }
  const value = "set" in move ? move.set : current + move.delta;
  const range = entryRange(state, { player, round, category: move.category });
  if (value < 0) return no("below_zero");
  return value > range.max ? no("over_cap") : OK;
}

/** What an entry of the table of scores may be. */
export function entryRange(
  { settings, sides }: State,
  { player, round, category }: { player: TabletopPlayer; round: number; category: Of<"score">["category"] },
): { readonly min: number; readonly max: number } {
  const side = sides[player - 1] ?? sides[0];
  const others = sumOf(side, category) - roundOf(side, round)[category];
  const cap = settings.caps[category];
  return { min: 0, max: cap === null ? MAX_ENTRY : Math.min(MAX_ENTRY, cap - others) };
}

function checkCp(state: State, by: Asked, move: Of<"cp">): Checked {
  const player = aboutWhom(by, move);
  const allowed = checkEdit(state, by, player);
  if (!allowed.ok || player === null) return allowed;
  if (state.status !== "playing") return no("wrong_phase");
  const cp = sideOf(state, player).cp + move.delta;
  if (cp < 0) return no("below_zero");
  return cp > state.settings.cpMax ? no("cp_max") : OK;
}

function checkEndTurn(state: State, by: Asked, { turn }: Of<"end-turn">): Checked {
  if (state.status !== "playing") return no("wrong_phase");
  const mayEnd = by.isHost || by.player === state.active || state.settings.endTurnBy === "either";
  if (!mayEnd) return reject("invalid_turn", "not_active_player");
  return turn === turnOf(state) ? OK : reject("desync", "stale_turn", `It is turn ${turnOf(state)} now.`);
}

function checkPause(state: State, by: Asked, what: "pause" | "resume"): Checked {
  if (!by.isHost && !state.settings.playersMayPause) return reject("forbidden", "pause_not_allowed");
  if (state.status !== "playing") return no("wrong_phase");
  if (what === "pause") return state.paused ? no("already_paused") : OK;
  return state.paused ? OK : no("not_paused");
}

function checkCorrection(state: State, move: Of<"set-clock" | "set-turn">): Checked {
  if (state.status !== "playing") return no("wrong_phase");
  if (!state.paused) return no("not_paused");
  const isRound = move.type === "set-clock" || (move.round >= 1 && move.round <= state.settings.rounds);
  return isRound ? OK : reject("invalid_message", "bad_round");
}
