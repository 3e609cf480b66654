/** Every legal move of one seat; amounts are forms. */
import type { Actor, LegalMoves, MoveForm } from "@holdfast/engine";
import { checkAction } from "./act.js";
import { boundsOf } from "./betting.js";
import { isCash, isLive, type Move, type Player, type State } from "./state.js";
import { joinRange, rebuyRange } from "./seating.js";
import type { HoldemRange } from "./types.js";

type Legal = LegalMoves<Move>;
const NONE: Legal = { all: [] };

export function legalMoves(state: State, { seat, host }: Actor): Legal {
  if (state.phase === "over") return NONE;
  const close: readonly Move[] = host && isCash(state) && !state.closing ? [{ type: "close-table" }] : [];
  const player = seat === null ? undefined : state.players[seat];
  if (seat === null || player === undefined) return { all: close };
  const parts = [betting(state, seat), showing(state, player), seating(state, { seat, player })];
  const all = [...close, ...parts.flatMap((part) => part.all)];
  return { all, forms: parts.flatMap((part) => part.forms ?? []) };
}

function betting(state: State, seat: number): Legal {
  if (state.toAct !== seat) return NONE;
  const { check, call, bet, raise } = boundsOf(state, seat);
  const all: Move[] = [{ type: "fold" }];
  if (check) all.push({ type: "check" });
  if (call !== null) all.push({ type: "call" });
  if (checkAction(state, seat, { type: "all-in" }).ok) all.push({ type: "all-in" });
  return { all, forms: [...amount({ type: "bet" }, "to", bet), ...amount({ type: "raise" }, "to", raise)] };
}

function showing({ phase }: State, player: Player): Legal {
  if (phase !== "complete" || !isLive(player) || player.shown) return NONE;
  return { all: player.mucked ? [{ type: "show" }] : [{ type: "show" }, { type: "muck" }] };
}

function seating(state: State, { seat, player }: { seat: number; player: Player }): Legal {
  const join = { all: [], forms: amount({ type: "join", seat }, "buyIn", joinRange(state, player)) };
  if (player.gone) return join;
  const all: Move[] = [];
  if (player.out === "no") all.push({ type: "sit-out" });
  else if (player.stack > 0 && !player.leaving) all.push({ type: "sit-in" });
  if (isCash(state) && !player.leaving) all.push({ type: "leave" });
  return { all, forms: amount({ type: "rebuy" }, "amount", rebuyRange(state, player)) };
}

function amount(move: MoveForm["move"], field: string, range: HoldemRange | null): readonly MoveForm[] {
  return range === null ? [] : [{ move, fields: { [field]: { kind: "int", ...range } } }];
}
