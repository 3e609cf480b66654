/** The auction: points upwards, or ranks downwards and then points on the two. */
import { accept, type Chance, reject, type Result } from "@holdfast/engine";
import { RANKS_BY_STRENGTH } from "./cards.js";
import { openContract } from "./contract.js";
import type { Course } from "./course.js";
import { dealAgain } from "./deal.js";
import { nextSeat, type State } from "./state.js";
import type { BriscolaBid, BriscolaHigh } from "./types.js";

const MAX_POINTS = 120;
/** The order of the rank auction, from the opening bid on. */
const weakness = (rank: number): number => RANKS_BY_STRENGTH.indexOf(rank);

/** Why this seat may not bid so now; the bid itself when it may. */
export function checkBid(state: State, seat: number, bid: BriscolaBid): Result<BriscolaBid> {
  if (state.phase !== "bid") return reject("invalid_action", "wrong_phase");
  // Asked before the turn: a seat that has passed is never asked again, so it would not hear of it otherwise.
  if (state.passed[seat]) return reject("invalid_bid", "already_passed");
  if (state.turn !== seat) return reject("invalid_turn", "not_your_turn");
  if (bid === -1) return accept(bid);
  return state.settings.auction === "points" ? checkPoints(state.high, bid) : checkRank(state.high, bid);
}

/** Points that may be bid now: from the first to 120, or null when the auction is one of ranks. */
export function pointsRange({ settings, high }: State): { readonly min: number; readonly max: number } | null {
  if (settings.auction !== "points") return null;
  return { min: typeof high?.bid === "number" ? high.bid + 1 : 61, max: MAX_POINTS };
}

/** Every bid of the rank auction above the standing one. */
export function rankBids({ high }: State): readonly BriscolaBid[] {
  const standing = high?.bid;
  if (typeof standing !== "object") return RANKS_BY_STRENGTH.map((rank) => ({ rank }));
  if (standing.rank !== 2) return RANKS_BY_STRENGTH.slice(weakness(standing.rank) + 1).map((rank) => ({ rank }));
  const from = pointsOn(standing) + 1;
  return Array.from({ length: MAX_POINTS + 1 - from }, (_none, index) => ({ rank: 2, points: from + index }));
}

/** The bid stands: the next is asked, the auction is over, or the deal is void. */
export function placeBid(
  course: Course,
  { seat, bid, ...auto }: BriscolaHigh & { readonly auto?: true },
  chance: Chance,
): void {
  const { state } = course;
  const high = bid === -1 ? state.high : { seat, bid };
  const passed = bid === -1 ? state.passed.with(seat, true) : state.passed;
  const current = nextAsked({ seat, high, passed });
  course.add({ type: "bid.made", seat, bid, high, current, ...auto });
  if (current !== null) return;
  if (high !== null) return openContract(course, { declarer: high.seat, bid: high.bid, target: targetOf(high.bid) });
  course.add({ type: "hand.void", reason: "all_pass" });
  dealAgain(course, chance);
}

/** The seat asked after this one; null when the auction is over. */
function nextAsked(auction: { seat: number; high: BriscolaHigh | null; passed: readonly boolean[] }): number | null {
  const { high, passed } = auction;
  const still = passed.filter((out) => !out).length;
  const isOver = still === 0 || (high !== null && (still === 1 || targetOf(high.bid) === MAX_POINTS));
  if (isOver) return null;
  let seat = nextSeat(auction.seat);
  while (passed[seat]) seat = nextSeat(seat);
  return seat;
}

function targetOf(bid: BriscolaBid): number {
  return typeof bid === "number" ? bid : pointsOn(bid);
}

function pointsOn(bid: Exclude<BriscolaBid, number>): number {
  return "points" in bid ? bid.points : 61;
}

function checkPoints(high: BriscolaHigh | null, bid: BriscolaBid): Result<BriscolaBid> {
  if (typeof bid !== "number") return reject("invalid_bid", "wrong_kind");
  if (bid < 61 || bid > MAX_POINTS) return outOfRange(61);
  const standing = typeof high?.bid === "number" ? high.bid : 60;
  return bid > standing ? accept(bid) : reject("invalid_bid", "not_higher", `Bid more than ${standing}, or pass.`);
}

function checkRank(high: BriscolaHigh | null, bid: BriscolaBid): Result<BriscolaBid> {
  if (typeof bid === "number") return reject("invalid_bid", "wrong_kind");
  const standing = typeof high?.bid === "object" ? high.bid : null;
  if ("points" in bid) return checkPointsOnTwo(standing, bid);
  if (standing === null || weakness(bid.rank) > weakness(standing.rank)) return accept(bid);
  return reject("invalid_bid", "not_lower_rank", "Bid a weaker rank than the one that stands, or pass.");
}

function checkPointsOnTwo(
  standing: Exclude<BriscolaBid, number> | null,
  bid: { readonly rank: 2; readonly points: number },
): Result<BriscolaBid> {
  if (bid.points < 62 || bid.points > MAX_POINTS) return outOfRange(62);
  if (standing?.rank !== 2) return reject("invalid_bid", "points_too_early", "Points are bid once rank 2 stands.");
  return bid.points > pointsOn(standing) ? accept(bid) : reject("invalid_bid", "not_higher");
}

function outOfRange(min: number): Result<never> {
  return reject("invalid_bid", "out_of_range", `Bids go from ${min} to ${MAX_POINTS}.`);
}
