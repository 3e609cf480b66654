/** Every legal move of one actor. Amounts, names and settings are forms. */
import type { Actor, FieldRange, LegalMoves, MoveForm } from "@holdfast/engine";
import { askedBy, type Asked, checkMove, entryRange } from "./check.js";
import { CATEGORIES, type Move, PLAYERS, roundOf, sideOf, type State, turnOf, undoable } from "./state.js";
import type { TabletopPlayer } from "./types.js";

type Legal = LegalMoves<Move>;

const int = (min: number, max: number): FieldRange => ({ kind: "int", min, max });

/** What this actor may do; what depends on the time (reopening) is listed as long as nothing else has ended it. */
export function legalMoves(state: State, actor: Actor): Legal {
  const by = askedBy(state, actor, state.since);
  if (by.player === null && !by.isHost) return { all: [] };
  const all = candidates(state, by).filter((move) => checkMove(state, by, move).ok);
  return { all, forms: state.status === "over" ? [] : formsOf(state, by) };
}

function candidates(state: State, by: Asked): readonly Move[] {
  const players = PLAYERS.map((player) => ({ player }));
  const values = [1, 2, 3, 4, 5, 6];
  const rolls = players.flatMap(({ player }): Move[] => [
    { type: "roll", player },
    ...values.map((value): Move => ({ type: "roll", player, value })),
  ]);
  const own: readonly Move[] = by.player === null ? [] : [{ type: "confirm" }, { type: "concede" }];
  return [
    { type: "start" },
    { type: "start", force: true },
    ...PLAYERS.flatMap((firstPlayer): Move[] => [
      { type: "start", firstPlayer },
      { type: "start", firstPlayer, force: true },
    ]),
    ...rolls,
    { type: "choose-role", role: "attacker" },
    { type: "choose-role", role: "defender" },
    ...PLAYERS.map((first): Move => ({ type: "choose-first", first })),
    { type: "end-turn", turn: turnOf(state) },
    { type: "pause" },
    { type: "resume" },
    ...own,
    { type: "end-game" },
    ...([1, 2, "draw"] as const).map((winner): Move => ({ type: "end-game", winner })),
    { type: "reopen" },
    ...PLAYERS.map((to): Move => ({ type: "transfer-host", to })),
  ];
}

function formsOf(state: State, by: Asked): readonly MoveForm[] {
  const players = PLAYERS.flatMap((player) => [
    ...nameForm(state, by, player),
    ...scoreForms(state, by, player),
    ...cpForm(state, by, player),
    ...clockForms(state, by, player),
  ]);
  return [...players, ...hostForms(state, by)];
}

function nameForm(state: State, by: Asked, player: TabletopPlayer): readonly MoveForm[] {
  const mayName = by.isHost || (player === by.player && state.status === "setup");
  return mayName ? [{ move: { type: "set-name", player }, fields: { name: { kind: "text", maxLength: 40 } } }] : [];
}

/** By how much, and to what: each round and category that may be edited. */
function scoreForms(state: State, by: Asked, player: TabletopPlayer): readonly MoveForm[] {
  const rounds = Array.from({ length: state.round }, (_none, index) => index + 1);
  return rounds.flatMap((round) =>
    CATEGORIES.flatMap((category): readonly MoveForm[] => {
      const value = roundOf(sideOf(state, player), round)[category];
      const { max } = entryRange(state, { player, round, category });
      const at = { type: "score", player, category, round } as const;
      const mayLower = checkMove(state, by, { ...at, delta: max < value ? max - value : 0 }).ok;
      if (max < 0 || !mayLower) return [];
      return [
        { move: at, fields: { delta: int(-value, max - value) } },
        { move: { ...at, expect: value }, fields: { set: int(0, max) } },
      ];
    }),
  );
}

function cpForm(state: State, by: Asked, player: TabletopPlayer): readonly MoveForm[] {
  const { cp } = sideOf(state, player);
  const max = Math.min(99, state.settings.cpMax - cp);
  const min = -Math.min(99, cp);
  if (max < min || !checkMove(state, by, { type: "cp", player, delta: Math.min(0, max) }).ok) return [];
  return [{ move: { type: "cp", player }, fields: { delta: int(min, max) } }];
}

function clockForms(state: State, by: Asked, player: TabletopPlayer): readonly MoveForm[] {
  if (!checkMove(state, by, { type: "set-clock", player, remainingMs: 0 }).ok) return [];
  return [
    { move: { type: "set-clock", player }, fields: { remainingMs: int(0, 36_000_000) } },
    { move: { type: "set-turn", active: player }, fields: { round: int(1, state.settings.rounds) } },
  ];
}

function hostForms(state: State, by: Asked): readonly MoveForm[] {
  if (!by.isHost) return [];
  const keys = Object.keys(state.settings);
  const many = Math.min(20, undoable(state).length);
  const undo: readonly MoveForm[] = many === 0 ? [] : [{ move: { type: "undo" }, fields: { count: int(1, many) } }];
  return [...undo, { move: { type: "settings" }, fields: { patch: { kind: "patch", keys } } }];
}
