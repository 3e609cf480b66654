/** Every legal move of one seat. Placements and discards are forms: any of these cards, in any order. */
import type { Actor, LegalMoves, MoveForm } from "@holdfast/engine";
import { CARDS, creatureOf, isBasic } from "./cards.js";
import { checkMove } from "./check.js";
import { type Move, positionsOf, type Side, sideOf, type State, topOf } from "./state.js";
import { searchable } from "./trainers.js";
import type { WildsparkPosition } from "./types.js";

type Legal = LegalMoves<Move>;
const RESIGN: Move = { type: "resign" };

export function legalMoves(state: State, { seat }: Actor): Legal {
  if ((seat !== 0 && seat !== 1) || state.phase === "over") return { all: [] };
  const [head] = state.queue;
  if (state.phase === "setup") return { all: [RESIGN], forms: placements(state, sideOf(state, seat)) };
  if (head !== undefined) return { all: head.seat === seat ? [...choices(state, seat), RESIGN] : [RESIGN] };
  if (state.current !== seat) return { all: [RESIGN] };
  const all = candidates(state, seat).filter((move) => checkMove(state, seat, move).ok);
  return { all: [...all, { type: "end-turn" }, RESIGN], forms: discards(state, seat) };
}

function placements({ settings }: State, { hand, placed }: Side): readonly MoveForm[] {
  if (placed) return [];
  const basics = hand.filter(({ card }) => isBasic(card)).map(({ iid }) => iid);
  return basics.map((active) => {
    const others = basics.filter((iid) => iid !== active);
    const max = Math.min(others.length, 4, settings.benchMax);
    return { move: { type: "setup-place", active }, fields: { bench: { kind: "choose", of: others, min: 0, max } } };
  });
}

function choices(state: State, seat: number): readonly Move[] {
  const { prizes, bench } = sideOf(state, seat);
  switch (state.queue[0]?.kind) {
    case "select-prize":
      return prizes.map((_card, index): Move => ({ type: "select-prize", index }));
    case "select-active":
      return bench.map((_creature, index): Move => ({ type: "select-active", bench: index }));
    case "search-select": {
      const cards = [...new Set(searchable(state, seat)), null];
      return cards.map((card): Move => ({ type: "search-select", card }));
    }
    case undefined:
      return [];
  }
}

/** Everything a hand and a board could be used for; the rules say which of it may be. */
function candidates(state: State, seat: number): readonly Move[] {
  const side = sideOf(state, seat);
  const own = positionsOf(side);
  const cards = side.hand.flatMap(({ iid, card }) => withCard(state, { seat, iid, kind: CARDS[card].kind }));
  const abilities = own.flatMap((source) => own.map((target): Move => ({ type: "use-ability", source, target })));
  const attacks = [0, 1].map((index): Move => ({ type: "attack", index }));
  const retreats = side.bench.map((_creature, to): Move => ({ type: "retreat", to, discard: [] }));
  return [...cards, ...abilities, ...attacks, ...retreats];
}

type Kind = "creature" | "energy" | "ally" | "item";

function withCard(state: State, { seat, iid: card, kind }: { seat: number; iid: string; kind: Kind }): readonly Move[] {
  const own = positionsOf(sideOf(state, seat));
  if (kind === "energy") return own.map((target): Move => ({ type: "attach-energy", card, target }));
  if (kind === "creature") {
    return [{ type: "play-creature", card }, ...own.map((target): Move => ({ type: "evolve", card, target }))];
  }
  const theirs = sideOf(state, 1 - seat).bench.map((_creature, index) => index);
  const targets = [...new Set<WildsparkPosition>([...own, ...theirs])];
  return [{ type: "play-trainer", card }, ...targets.map((target): Move => ({ type: "play-trainer", card, target }))];
}

/** Retreats and attacks that cost energies: which ones is a choice. */
function discards(state: State, seat: number): readonly MoveForm[] {
  const { active, bench } = sideOf(state, seat);
  if (active === null) return [];
  const of = active.energy.map(({ iid }) => iid);
  const form = (move: MoveForm["move"], many: number): readonly MoveForm[] =>
    many === 0 || many > of.length ? [] : [{ move, fields: { discard: { kind: "choose", of, min: many, max: many } } }];
  const creature = creatureOf(topOf(active));
  const some = (many: number) => of.slice(0, many);
  const retreat = creature?.retreat ?? 0;
  const retreats = bench.flatMap((_creature, to) => {
    const legal = checkMove(state, seat, { type: "retreat", to, discard: some(retreat) }).ok;
    return legal ? form({ type: "retreat", to }, retreat) : [];
  });
  const attacks = (creature?.attacks ?? []).flatMap(({ discard = 0 }, index) => {
    const legal = checkMove(state, seat, { type: "attack", index, discard: some(discard) }).ok;
    return legal ? form({ type: "attack", index }, discard) : [];
  });
  return [...retreats, ...attacks];
}
