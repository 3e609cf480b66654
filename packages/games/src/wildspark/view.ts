/** What one viewer may know of the match, zone by zone. */
import type { Viewer } from "@holdfast/engine";
import { type Event, type InPlay, type Side, sideOf, type State } from "./state.js";
import { searchable } from "./trainers.js";
import type { WildsparkCreatureView, WildsparkSideView, WildsparkView } from "./types.js";

export function view(state: State, viewer: Viewer): WildsparkView {
  const seat = seatOf(viewer);
  const { decks: _decks, ...settings } = state.settings;
  return {
    phase: state.phase,
    settings,
    turn: state.turn,
    current: state.current,
    first: state.first,
    used: state.used,
    flips: state.flips,
    forced: state.queue.map((pending) => ({ seat: pending.seat, kind: pending.kind, reason: pending.reason })),
    seats: state.sides.map((side) => sideView(state, side)),
    result: state.result,
    you: seat === null ? null : yours(state, seat),
  };
}

/** Cards that come to a hand are told to its owner; the order of a deck to nobody. */
export function redact(event: Event, viewer: Viewer): Event | null {
  if (event.type === "deck.shuffled") return { type: event.type, seat: event.seat };
  if (!("seat" in event) || event.seat === seatOf(viewer)) return event;
  switch (event.type) {
    case "cards.drawn":
      return { type: event.type, seat: event.seat, count: event.count };
    case "setup.placed":
      return { type: event.type, seat: event.seat, ...(event.auto === true ? { auto: true } : {}) };
    case "prize.taken": {
      const { card: _card, ...open } = event;
      return open;
    }
    case "searched": {
      const { iid: _iid, ...open } = event;
      return open;
    }
    case "creature.played":
    case "evolved":
    case "energy.attached":
    case "trainer.played": {
      const { from: _from, ...open } = event;
      return open;
    }
    default:
      return event;
  }
}

function seatOf(viewer: Viewer): 0 | 1 | null {
  const seat = viewer.kind === "observer" ? null : viewer.seat;
  return seat === 0 || seat === 1 ? seat : null;
}

/** Until both have placed, what lies on the table still counts as in the hand: how many it is says something. */
function sideView({ phase, turn }: State, side: Side): WildsparkSideView {
  const isOpen = phase !== "setup";
  const placed = isOpen ? 0 : side.bench.length + (side.active === null ? 0 : 1);
  return {
    hand: side.hand.length + placed,
    deck: side.deck.length,
    prizes: side.prizes.length,
    placed: side.placed,
    active: isOpen && side.active !== null ? creatureView(side.active, turn) : null,
    bench: isOpen ? side.bench.map((creature) => creatureView(creature, turn)) : [],
    discard: side.discard,
    timeouts: side.timeouts,
    mulligans: side.mulligans,
  };
}

function creatureView(creature: InPlay, turn: number): WildsparkCreatureView {
  const { stack, energy, damage, status, since, abilityTurn } = creature;
  return { stack, energy, damage, status, since, abilityUsed: abilityTurn > 0 && abilityTurn === turn };
}

function yours(state: State, seat: 0 | 1): WildsparkView["you"] {
  const side = sideOf(state, seat);
  const [head] = state.queue;
  const isSearching = head?.kind === "search-select" && head.seat === seat;
  const [active] = side.active?.stack ?? [];
  const isHidden = state.phase === "setup" && active !== undefined;
  return {
    seat,
    hand: side.hand,
    placed: isHidden ? { active, bench: side.bench.flatMap(({ stack }) => stack) } : null,
    search: isSearching ? searchable(state, seat) : null,
  };
}
