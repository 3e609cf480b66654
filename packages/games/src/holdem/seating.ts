/** Sitting out, leaving, coming back and buying chips. */
import { accept, reject, type Result } from "@holdfast/engine";
import { leave } from "./between.js";
import type { Course } from "./course.js";
import { isCash, isLive, type Player, playerAt, type State } from "./state.js";
import type { HoldemRange, HoldemSeatMove } from "./types.js";

/** One who leaves with chips and comes back within this time must bring as many. */
const RATHOLING_MS = 3_600_000;

export function checkSeating(
  state: State,
  { seat, now }: { seat: number; now: number },
  move: HoldemSeatMove,
): Result<null> {
  const player = playerAt(state, seat);
  if (move.type !== "sit-out" && move.type !== "sit-in" && !isCash(state)) return reject("invalid_action", "cash_only");
  if (move.type === "join") return checkJoin(state, { player, seat, now }, move);
  if (player.gone) return reject("forbidden", "not_seated");
  switch (move.type) {
    case "sit-out":
      return player.out === "no" ? accept(null) : reject("invalid_action", "already_out");
    case "sit-in":
      if (player.out === "no") return reject("invalid_action", "not_out");
      return player.stack > 0 && !player.leaving ? accept(null) : reject("invalid_action", "no_chips");
    case "leave":
      return player.leaving ? reject("invalid_action", "already_leaving") : accept(null);
    case "rebuy":
      return checkRebuy(state, player, move.amount);
  }
}

/** Books a move that was found right. */
export function bookSeating(course: Course, seat: number, move: HoldemSeatMove): void {
  const at = course.now;
  const player = playerAt(course.state, seat);
  switch (move.type) {
    case "sit-out":
      return course.add({ type: "seat.sitting", seat, out: "next", at });
    case "sit-in":
      return course.add({ type: "seat.sitting", seat, out: "no", at });
    case "leave":
      return goAway(course, seat);
    case "join":
      return course.add({ type: "seat.bought", seat, amount: move.buyIn, stack: move.buyIn });
    case "rebuy":
      return course.add({ type: "seat.bought", seat, amount: move.amount, stack: player.stack + move.amount });
  }
}

/** At once between hands; in a hand the cards are folded when it is the seat's turn, and the chips go after it. */
export function goAway(course: Course, seat: number): void {
  const { state } = course;
  if (!isCash(state) || isPlaying(state, playerAt(state, seat))) course.add({ type: "seat.leaving", seat });
  else leave(course, seat);
}

/** Chips that may be bought now; null when none may. */
export function rebuyRange(state: State, player: Player): HoldemRange | null {
  if (!isCash(state) || player.gone || player.leaving || isPlaying(state, player)) return null;
  const { buyIn } = state.settings;
  const range = { min: Math.max(1, buyIn.min - player.stack), max: buyIn.max - player.stack };
  return range.max >= range.min ? range : null;
}

/** What somebody who left may come back with; null when nobody left this seat. */
export function joinRange(state: State, player: Player): HoldemRange | null {
  if (!isCash(state) || !player.gone || state.closing) return null;
  const { min, max } = state.settings.buyIn;
  return { min: Math.max(min, Math.min(max, player.leftWith)), max };
}

function isPlaying({ phase }: State, player: Player): boolean {
  return isLive(player) && phase !== "waiting" && phase !== "complete";
}

function checkRebuy(state: State, player: Player, amount: number): Result<null> {
  if (isPlaying(state, player)) return reject("invalid_action", "in_hand", "Chips are bought between hands.");
  const range = rebuyRange(state, player);
  if (range === null || amount < range.min || amount > range.max) return reject("join_failed", "bad_buy_in");
  return accept(null);
}

type Joining = { readonly player: Player; readonly seat: number; readonly now: number };

/** A place belongs to its player: only the one who left it comes back to it. */
function checkJoin(
  state: State,
  { player, seat, now }: Joining,
  move: { readonly seat: number; readonly buyIn: number },
): Result<null> {
  if (!player.gone) return reject("join_failed", "already_seated");
  if (move.seat !== seat) return reject("join_failed", "seat_taken");
  if (state.closing) return reject("join_failed", "table_full");
  const { min, max } = state.settings.buyIn;
  if (move.buyIn < min || move.buyIn > max) return reject("join_failed", "bad_buy_in");
  const isSoon = player.leftAt !== null && now - player.leftAt < RATHOLING_MS;
  if (isSoon && move.buyIn < Math.min(max, player.leftWith)) return reject("join_failed", "ratholing");
  return accept(null);
}
