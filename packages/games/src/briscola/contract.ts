/** What the winner of the auction may say, and when: a rank, a suit, and who leads. */
import { accept, reject, type Result } from "@holdfast/engine";
import type { Course } from "./course.js";
import { nextSeat, type State } from "./state.js";
import type { BriscolaBid, BriscolaPhase, BriscolaSuit } from "./types.js";

export interface Contracted {
  readonly declarer: number;
  readonly bid: BriscolaBid;
  readonly target: number;
}
type Called = { readonly partner_rank?: number; readonly trump_suit?: BriscolaSuit };
type Auto = { readonly auto?: true };

/** The auction is over: the declarer calls a rank, unless the bid was one. */
export function openContract(course: Course, contracted: Contracted): void {
  const { declarer, bid, target } = contracted;
  if (course.state.settings.auction === "points") {
    course.add({
      type: "phase.change",
      phase: "call-partner-rank",
      current_player_id: declarer,
      caller_id: declarer,
      bid,
      target,
    });
    return;
  }
  afterRank(course, contracted, { partner_rank: typeof bid === "object" ? bid.rank : 2 });
}

/** The rank is called: the suit at once, or after a first trick played blind. */
export function callRank(course: Course, rank: number, auto: Auto): void {
  const { contract } = course.state;
  if (contract !== null) afterRank(course, contract, { partner_rank: rank, ...auto });
}

/** The suit is called before play. */
export function callSuit(course: Course, suit: BriscolaSuit, auto: Auto): void {
  const { contract, settings } = course.state;
  if (contract === null || contract.rank === null) return;
  const turn = leaderOf(course.state, settings.firstLeader, contract.declarer);
  change(course, contract, { phase: "play-tricks", turn, partner_rank: contract.rank, trump_suit: suit, ...auto });
}

/** The suit is called after the blind first trick, whose winner `turn` it decides. */
export function callSuitLate(course: Course, suit: BriscolaSuit, next: Auto & { readonly turn: number }): void {
  const { contract } = course.state;
  if (contract === null || contract.rank === null) return;
  change(course, contract, { phase: "play-tricks", partner_rank: contract.rank, trump_suit: suit, ...next });
}

/** The blind first trick is complete: its declarer has to name the suit. */
export function askSuit(course: Course): void {
  const { contract } = course.state;
  if (contract === null || contract.rank === null) return;
  change(course, contract, {
    phase: "call-partner-suit",
    turn: contract.declarer,
    partner_rank: contract.rank,
  });
}

/** Whether this seat may call now. */
export function mayCall(state: State, phase: BriscolaPhase, seat: number): Result<null> {
  if (state.phase !== phase) return reject("invalid_action", "wrong_phase");
  return state.contract?.declarer === seat ? accept(null) : reject("invalid_turn", "not_declarer");
}

function afterRank(course: Course, contracted: Contracted, called: Called & Auto): void {
  const { suitCall, firstLeader } = course.state.settings;
  const { declarer } = contracted;
  if (suitCall === "before-play") {
    change(course, contracted, { phase: "call-partner-suit", turn: declarer, ...called });
    return;
  }
  const turn = leaderOf(course.state, firstLeader, declarer);
  change(course, contracted, { phase: "play-first-trick", turn, ...called });
}

function change(
  course: Course,
  { declarer, bid, target }: Contracted,
  { turn, ...next }: Called & Auto & { readonly phase: BriscolaPhase; readonly turn: number },
): void {
  course.add({ type: "phase.change", ...next, current_player_id: turn, caller_id: declarer, bid, target });
}

function leaderOf({ dealer }: State, first: "declarer" | "eldest", declarer: number): number {
  return first === "declarer" ? declarer : nextSeat(dealer);
}
