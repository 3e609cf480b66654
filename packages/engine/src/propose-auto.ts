/** What the rules do by themselves: when somebody leaves, stays away, or has no time left. */
import { usedBy } from "./clocks.js";
import type { Chance } from "./chance.js";
import type { MatchState } from "./commit.js";
import type { AnyGame, Context, GameTypes } from "./game.js";
import { type Case, type Proposal, proposal } from "./proposal.js";
import { reject, accept, type Result } from "./result.js";
import type { Seat } from "./seat.js";
import { seededChance } from "./seeded-chance.js";

export type Act = (rules: AnyGame, ctx: Context) => readonly GameTypes["Event"][];

/** An action the rules take on a seat's behalf; one without effect is refused, so it makes no version. */
export function proposeAuto({ match, head, ctx }: Case, seat: Seat | null, act: Act): Result<Proposal> {
  const { state } = head;
  if (state.outcome !== null) return reject("game_over", "match_over");
  if (state.status === "open") return reject("invalid_action", "not_started");
  const chance = seededChance({ seed: ctx.seed, entropy: state.entropy, version: head.version + 1 });
  const events = act(match.game, contextOf(state, ctx.now, chance));
  if (events.length === 0) return reject("invalid_action", "no_effect");
  return accept(proposal(seat, events, chance));
}

/** What the rules may know besides their state. */
export function contextOf({ time }: MatchState, now: number, chance: Chance): Context {
  return time?.clocks ? { now, chance, usedMs: usedBy(time.clocks, now) } : { now, chance };
}
