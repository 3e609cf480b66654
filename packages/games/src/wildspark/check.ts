/** Whether a seat may make a move now: the first rule that refuses it, in the order that each move's rules list. */
import { accept, reject, type Result } from "@holdfast/engine";
import { pays } from "./attack.js";
import { CARDS, creatureOf, isBasic, isCardId } from "./cards.js";
import { creatureAt, type Move, type Side, sideOf, type State, topOf } from "./state.js";
import { checkTrainer } from "./trainers.js";
import type { WildsparkCard } from "./types.js";

type Of<Type extends Move["type"]> = Extract<Move, { readonly type: Type }>;
type Checked = Result<unknown>;
const OK: Checked = accept(null);
const no = (reason: string): Checked => reject("invalid_action", reason);

const FORCED = ["select-prize", "select-active", "search-select"];

/** Checks status, phase, forced choice and turn, and then the move's own rules. */
export function checkMove(state: State, seat: number, move: Move): Checked {
  if (move.type === "resign") return OK;
  const [head] = state.queue;
  if (head !== undefined && (move.type !== head.kind || seat !== head.seat)) {
    return reject("invalid_action", "forced_action_pending", "A choice has to be made first.");
  }
  if (state.phase === "setup")
    return move.type === "setup-place" ? checkPlacement(state, seat, move) : no("wrong_phase");
  if (move.type === "setup-place") return no("wrong_phase");
  if (head === undefined) {
    if (FORCED.includes(move.type)) return no("wrong_phase");
    if (state.current !== seat) return reject("invalid_turn", "not_your_turn");
  }
  return checkTurn(state, seat, move);
}

function checkTurn(state: State, seat: number, move: Exclude<Move, Of<"resign" | "setup-place">>): Checked {
  const side = sideOf(state, seat);
  switch (move.type) {
    case "play-creature":
      return checkCreature(state, side, move);
    case "evolve":
      return checkEvolve(state, side, move);
    case "attach-energy":
      return checkEnergy(state, side, move);
    case "play-trainer":
      return checkTrainerCard(state, seat, move);
    case "use-ability":
      return checkAbility(state, side, move);
    case "retreat":
      return checkRetreat(state, side, move);
    case "attack":
      return checkAttack(state, side, move);
    case "end-turn":
      return OK;
    case "select-prize":
      return move.index < side.prizes.length ? OK : no("no_such_prize");
    case "select-active":
      return move.bench < side.bench.length ? OK : no("no_target");
    case "search-select":
      return checkSearch(side, move);
  }
}

/** The card in this hand with this name. */
export function heldBy({ hand }: Side, iid: string): WildsparkCard | null {
  return hand.find((held) => held.iid === iid) ?? null;
}

function notHeld(): Checked {
  return reject("invalid_card", "not_in_hand", "You do not hold this card.");
}

function wrongKind(): Checked {
  return reject("invalid_card", "wrong_card_kind", "This is another kind of card.");
}

function checkPlacement(state: State, seat: number, { active, bench }: Of<"setup-place">): Checked {
  const side = sideOf(state, seat);
  if (side.placed) return no("already_placed");
  if (bench.length > Math.min(4, state.settings.benchMax)) return no("bench_full");
  const all = [active, ...bench];
  const held = all.map((iid) => heldBy(side, iid));
  if (new Set(all).size < all.length || held.includes(null)) return notHeld();
  return held.every((card) => card !== null && isBasic(card.card)) ? OK : no("not_basic");
}

function checkCreature({ settings }: State, side: Side, { card }: Of<"play-creature">): Checked {
  const held = heldBy(side, card);
  if (held === null) return notHeld();
  if (creatureOf(held.card) === null) return wrongKind();
  if (!isBasic(held.card)) return no("not_basic");
  return side.bench.length < settings.benchMax ? OK : no("bench_full");
}

function checkEvolve(state: State, side: Side, { card, target }: Of<"evolve">): Checked {
  const held = heldBy(side, card);
  if (held === null) return notHeld();
  const grown = creatureOf(held.card);
  if (grown === null) return wrongKind();
  const base = creatureAt(side, target);
  if (base === null) return no("no_target");
  if (grown.from === null || grown.from !== topOf(base)) return no("wrong_evolution");
  if (state.turn <= 2) return no("first_turn");
  return base.since < state.turn ? OK : no("too_new");
}

function checkEnergy({ used }: State, side: Side, { card, target }: Of<"attach-energy">): Checked {
  const held = heldBy(side, card);
  if (held === null) return notHeld();
  if (CARDS[held.card].kind !== "energy") return wrongKind();
  if (used.energy) return no("energy_already_attached");
  return creatureAt(side, target) === null ? no("no_target") : OK;
}

function checkTrainerCard(state: State, seat: number, { card, target }: Of<"play-trainer">): Checked {
  const held = heldBy(sideOf(state, seat), card);
  if (held === null) return notHeld();
  const { kind } = CARDS[held.card];
  if (kind !== "ally" && kind !== "item") return wrongKind();
  return checkTrainer(state, { seat, card: held.card, target });
}

function checkAbility({ turn }: State, side: Side, { source, target }: Of<"use-ability">): Checked {
  const by = creatureAt(side, source);
  const to = creatureAt(side, target);
  if (by === null || to === null) return no("no_target");
  if (creatureOf(topOf(by))?.ability?.effect !== "calm-waters") return no("no_ability");
  if (by.abilityTurn === turn) return no("ability_used");
  return to.damage > 0 ? OK : no("no_damage");
}

function checkRetreat({ used }: State, { active, bench }: Side, { to, discard }: Of<"retreat">): Checked {
  if (used.retreat) return no("already_retreated");
  if (active?.status.includes("sleep")) return no("asleep");
  if (bench.length === 0) return no("no_bench");
  if (active === null || bench[to] === undefined) return no("no_target");
  if (discard.length !== creatureOf(topOf(active))?.retreat) return no("wrong_cost");
  return areAttached(active.energy, discard) ? OK : no("energy_not_attached");
}

function checkAttack({ turn }: State, { active }: Side, { index, discard = [] }: Of<"attack">): Checked {
  if (turn === 1) return no("first_turn");
  if (active?.status.includes("sleep")) return no("asleep");
  const attack = active === null ? undefined : creatureOf(topOf(active))?.attacks[index];
  if (active === null || attack === undefined) return no("no_such_attack");
  if (!pays(attack.cost, active.energy)) return no("not_enough_energy");
  if (discard.length !== (attack.discard ?? 0)) return no("wrong_cost");
  return areAttached(active.energy, discard) ? OK : no("energy_not_attached");
}

function areAttached(energy: readonly WildsparkCard[], iids: readonly string[]): boolean {
  return new Set(iids).size === iids.length && iids.every((iid) => energy.some((card) => card.iid === iid));
}

function checkSearch({ deck }: Side, { card }: Of<"search-select">): Checked {
  if (card === null) return OK;
  if (!isCardId(card) || !deck.includes(card)) return no("not_in_deck");
  return isBasic(card) ? OK : no("not_basic");
}
