/** The only way a match changes: one event after the other. */
import {
  creatureAt,
  type Event,
  type InPlay,
  type Pending,
  type Side,
  sideOf,
  type State,
  withCreature,
  withSide,
} from "./state.js";
import type { WildsparkCard, WildsparkPosition } from "./types.js";

type Of<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

export function evolve(state: State, event: Event): State {
  switch (event.type) {
    case "match.started":
      return { ...state, first: event.first, clock: 1 };
    case "mulligan": {
      const { mulligans } = sideOf(state, event.seat);
      return withSide(state, event.seat, { hand: [], mulligans: [...mulligans, event.cards] });
    }
    case "hand.returned":
      return withSide(state, event.seat, { hand: [] });
    case "deck.shuffled":
      return withSide(state, event.seat, { deck: event.deck ?? [] });
    case "cards.drawn":
      return drawn(state, event);
    case "setup.placed":
      return placed(state, event);
    case "setup.revealed":
      return revealed(state, event);
    case "prizes.placed":
      return [0, 1].reduce((next, seat) => {
        const { deck } = sideOf(next, seat);
        return withSide(next, seat, { prizes: deck.slice(0, event.count), deck: deck.slice(event.count) });
      }, state);
    case "turn.started": {
      const { turn, seat, at } = event;
      const used = { energy: false, ally: false, retreat: false };
      const clock = state.clock + 1;
      return {
        ...state,
        phase: "main",
        turn,
        current: seat,
        used,
        clock,
        mainSince: at,
        mainLeft: state.settings.turnMs,
      };
    }
    case "match.ended":
      return { ...state, phase: "over", queue: [], result: event.result };
    default:
      return evolveTurn(state, event);
  }
}

type Opening =
  | "match.started"
  | "mulligan"
  | "hand.returned"
  | "deck.shuffled"
  | "cards.drawn"
  | "setup.placed"
  | "setup.revealed"
  | "prizes.placed"
  | "turn.started"
  | "match.ended";

/** What cards and creatures do in a turn. */
function evolveTurn(state: State, event: Exclude<Event, { readonly type: Opening }>): State {
  switch (event.type) {
    case "creature.played":
    case "evolved":
    case "energy.attached":
    case "trainer.played":
      return played(state, event);
    case "ability.used":
      return creature(state, event, { abilityTurn: state.turn });
    case "damage":
    case "healed":
      return creature(state, event, { damage: event.total });
    case "status.added":
    case "status.removed":
      return statusChanged(state, event);
    case "energy.discarded":
      return energyDiscarded(state, event);
    case "retreated":
      return { ...state, used: { ...state.used, retreat: true } };
    case "switched":
      return switched(state, event);
    case "promoted":
      return promoted(state, event);
    case "knocked_out":
      return knockedOut(state, event);
    default:
      return evolveChoice(state, event);
  }
}

/** Forced choices, and what has no effect on cards. */
function evolveChoice(
  state: State,
  event: Of<
    | "prize.taken"
    | "forced"
    | "searched"
    | "turn.ended"
    | "timed.out"
    | "time.given"
    | "coin.flipped"
    | "attack.declared"
  >,
): State {
  switch (event.type) {
    case "prize.taken":
      return prizeTaken(state, event);
    case "forced":
      return forced(state, event);
    case "searched":
      return searched(state, event);
    case "timed.out":
      return withSide(state, event.seat, { timeouts: event.count });
    case "time.given":
      return { ...state, mainSince: state.mainSince + event.ms };
    case "coin.flipped":
      return { ...state, flips: [...state.flips, { cause: event.cause, heads: event.heads }] };
    case "turn.ended":
    case "attack.declared":
      return state;
  }
}

function creature(state: State, at: { seat: number; pos: WildsparkPosition }, changed: Partial<InPlay>): State {
  return withSide(state, at.seat, withCreature(sideOf(state, at.seat), at.pos, changed));
}

function drawn(state: State, { seat, count, cards = [] }: Of<"cards.drawn">): State {
  const side = sideOf(state, seat);
  const hand = [...side.hand, ...cards];
  return withSide(state, seat, { deck: side.deck.slice(count), hand, drawn: side.drawn + count });
}

function placed(state: State, { seat, active, bench = [] }: Of<"setup.placed">): State {
  const side = sideOf(state, seat);
  const put = (iid: string | undefined) => side.hand.filter((held) => held.iid === iid);
  const hand = side.hand.filter(({ iid }) => iid !== active && !bench.includes(iid));
  const fresh = (card: WildsparkCard) => newCreature(card, 0);
  const [first] = put(active);
  const changed = { hand, placed: true, active: first === undefined ? null : fresh(first) };
  return withSide(state, seat, { ...changed, bench: bench.flatMap(put).map(fresh) });
}

/** From now on the cards have public names. */
function revealed(state: State, { seats }: Of<"setup.revealed">): State {
  const many = seats.reduce((sum, { bench }) => sum + 1 + bench.length, 0);
  return seats.reduce(
    (next, { active, bench }, seat) =>
      withSide(next, seat, { active: newCreature(active, 0), bench: bench.map((card) => newCreature(card, 0)) }),
    { ...state, published: state.published + many },
  );
}

function newCreature(card: WildsparkCard, since: number): InPlay {
  return { stack: [card], energy: [], damage: 0, status: [], since, abilityTurn: 0 };
}

function played(before: State, event: Of<"creature.played" | "evolved" | "energy.attached" | "trainer.played">): State {
  const { seat, card, iid, from } = event;
  const state = { ...before, published: before.published + 1 };
  const side = sideOf(state, seat);
  const own: Side = { ...side, hand: side.hand.filter((held) => held.iid !== from) };
  const shown = { iid, card };
  switch (event.type) {
    case "creature.played":
      return withSide(state, seat, { ...own, bench: [...own.bench, newCreature(shown, state.turn)] });
    case "evolved": {
      const base = creatureAt(own, event.pos);
      const grown = { stack: [...(base?.stack ?? []), shown], status: [], since: state.turn };
      return withSide(state, seat, { ...own, ...withCreature(own, event.pos, grown) });
    }
    case "energy.attached": {
      const energy = [...(creatureAt(own, event.pos)?.energy ?? []), shown];
      const used = { ...state.used, energy: true };
      return withSide({ ...state, used }, seat, { ...own, ...withCreature(own, event.pos, { energy }) });
    }
    case "trainer.played": {
      const used = { ...state.used, ally: state.used.ally || card === "A1" || card === "A2" };
      return withSide({ ...state, used }, seat, { ...own, discard: [...own.discard, shown] });
    }
  }
}

function statusChanged(state: State, { type, seat, status }: Of<"status.added" | "status.removed">): State {
  const has = creatureAt(sideOf(state, seat), "active")?.status ?? [];
  const others = has.filter((each) => each !== status);
  const next = type === "status.added" ? [...others, status].sort() : others;
  return creature(state, { seat, pos: "active" }, { status: next });
}

function energyDiscarded(state: State, { seat, pos, iids }: Of<"energy.discarded">): State {
  const side = sideOf(state, seat);
  const energy = creatureAt(side, pos)?.energy ?? [];
  const gone = energy.filter(({ iid }) => iids.includes(iid));
  const kept = energy.filter(({ iid }) => !iids.includes(iid));
  return withSide(state, seat, { ...withCreature(side, pos, { energy: kept }), discard: [...side.discard, ...gone] });
}

/** The two change places; whoever leaves the active place loses its statuses. */
function switched(state: State, { seat, bench: index }: Of<"switched">): State {
  const { active, bench } = sideOf(state, seat);
  const next = bench[index];
  if (active === null || next === undefined) return state;
  const swapped = { active: next, bench: bench.with(index, { ...active, status: [] }) };
  return withSide(answered(state, seat, "select-active"), seat, swapped);
}

function promoted(state: State, { seat, bench: index }: Of<"promoted">): State {
  const { bench } = sideOf(state, seat);
  const next = { active: bench[index] ?? null, bench: bench.toSpliced(index, 1) };
  return withSide(answered(state, seat, "select-active"), seat, next);
}

function knockedOut(state: State, { seat, pos }: Of<"knocked_out">): State {
  const side = sideOf(state, seat);
  const gone = creatureAt(side, pos);
  const discard = [...side.discard, ...(gone?.stack ?? []), ...(gone?.energy ?? [])];
  if (pos === "active") return withSide(state, seat, { active: null, discard });
  return withSide(state, seat, { bench: side.bench.toSpliced(pos, 1), discard });
}

function prizeTaken(state: State, { seat, index, card }: Of<"prize.taken">): State {
  const side = sideOf(state, seat);
  const hand = card === undefined ? side.hand : [...side.hand, card];
  const prizes = side.prizes.toSpliced(index, 1);
  return withSide(answered(state, seat, "select-prize"), seat, { hand, prizes, drawn: side.drawn + 1 });
}

/** The turn's clock stands still while its player searches. */
function forced(state: State, { seat, kind, reason, resume, at }: Of<"forced">): State {
  const pending: Pending = { seat, kind, reason, resume };
  const mainLeft = resume === "main" ? Math.max(0, state.mainLeft - (at - state.mainSince)) : state.mainLeft;
  return { ...state, queue: [...state.queue, pending], mainLeft, clock: state.clock + 1 };
}

/** The found copy leaves the deck, the first from the top, and comes to the hand. */
function searched(state: State, { seat, card, iid, at }: Of<"searched">): State {
  const next = { ...answered(state, seat, "search-select"), mainSince: at };
  if (card === null || iid === undefined) return next;
  const side = sideOf(next, seat);
  const deck = side.deck.toSpliced(side.deck.indexOf(card), 1);
  return withSide(next, seat, { deck, hand: [...side.hand, { iid, card }], drawn: side.drawn + 1 });
}

/** The head of the queue is answered, if this was it. */
function answered(state: State, seat: number, kind: Pending["kind"]): State {
  const [head] = state.queue;
  if (head?.seat !== seat || head.kind !== kind) return state;
  return { ...state, queue: state.queue.slice(1), clock: state.clock + 1 };
}
