/** The only way a table changes: one event after the other. */
import { type Draft, draftOf, emptyTable, type Event, nextSeat, type State, type Trick } from "./state.js";

type Of<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

/** Automatic actions in a row after which a seat counts as away. */
const AWAY_AFTER = 3;

/** The table after an event. */
export function evolve(state: State, event: Event): State {
  if (event.type === "score.update") return state;
  if (event.type === "hand.dealt") return dealt(state, event);
  const next = draftOf(state);
  take(next, event);
  return next;
}

/** Takes the event into a table of its own. */
function take(next: Draft<State>, event: Exclude<Event, { readonly type: "score.update" | "hand.dealt" }>): void {
  switch (event.type) {
    case "hand.update":
      return handUpdated(next, event);
    case "bid.made":
      return bidMade(next, event);
    case "hand.void":
      next.turn = null;
      next.voids += 1;
      return;
    case "phase.change":
      return phaseChanged(next, event);
    case "trick.played":
      return cardPlayed(next, event);
    case "partner.revealed":
      next.revealed = true;
      return;
    case "trick.won":
      return trickWon(next, event);
    case "hand.ended":
      return handEnded(next, event);
    case "seat.away":
      if (event.left) next.left = next.left.with(event.seat, true);
      next.away = next.away.with(event.seat, true);
      return;
    case "match.ended":
      next.phase = "end";
      next.turn = null;
      next.result = event.result;
  }
}

/** The seat has acted, by itself or by the clock: three times by the clock and it is away until it acts. */
function acted(next: Draft<State>, seat: number, auto: true | undefined): void {
  next.decision += 1;
  const autos = auto === true ? (next.autos[seat] ?? 0) + 1 : 0;
  const away = autos >= AWAY_AFTER || next.left[seat] === true || (auto === true && next.away[seat] === true);
  if (autos !== next.autos[seat]) next.autos = next.autos.with(seat, autos);
  if (away !== next.away[seat]) next.away = next.away.with(seat, away);
}

function bidMade(next: Draft<State>, { seat, bid, high, current, auto }: Of<"bid.made">): void {
  next.high = high;
  next.turn = current;
  if (bid === -1) next.passed = next.passed.with(seat, true);
  acted(next, seat, auto);
}

function cardPlayed(next: Draft<State>, { player_id: seat, card, current_player_id, auto }: Of<"trick.played">): void {
  const hand = next.hands[seat] ?? [];
  next.hands = next.hands.with(
    seat,
    hand.filter((id) => id !== card.card_id),
  );
  next.trick = [...next.trick, card.card_id];
  next.turn = current_player_id;
  acted(next, seat, auto);
}

/** A new table that keeps what outlasts a hand. */
function dealt(state: State, { hand, dealer, forced }: Of<"hand.dealt">): State {
  const next: Draft<State> = draftOf(emptyTable(state.settings));
  next.totals = state.totals;
  next.autos = state.autos;
  next.away = state.away;
  next.left = state.left;
  next.last = state.last;
  next.decision = state.decision + 1;
  next.voids = forced ? 0 : state.voids;
  next.hand = hand;
  next.dealer = dealer;
  next.leader = nextSeat(dealer);
  next.turn = forced ? null : next.leader;
  return next;
}

function handUpdated(next: Draft<State>, { seat, hand, auto }: Of<"hand.update">): void {
  const ids = hand.map((card) => card.card_id);
  next.hands = next.hands.with(seat, ids);
  if (next.dealt[seat]?.length === 0) {
    next.dealt = next.dealt.with(seat, ids);
    return;
  }
  if (auto === true || next.autos[seat] === 0) return;
  // Whoever puts its cards in order is there.
  next.away = next.away.with(seat, next.left[seat] === true);
  next.autos = next.autos.with(seat, 0);
}

function phaseChanged(next: Draft<State>, event: Of<"phase.change">): void {
  const { phase, current_player_id: turn, caller_id: declarer, bid, target } = event;
  const called = next.phase === "call-partner-rank" || next.phase === "call-partner-suit";
  next.phase = phase;
  next.turn = turn;
  next.contract = { declarer, bid, target, rank: event.partner_rank ?? null, suit: event.trump_suit ?? null };
  // In the blind first trick nobody leads anew; everywhere else whoever is asked now leads.
  if (next.trick.length === 0) next.leader = turn;
  next.voids = 0;
  if (called) acted(next, declarer, event.auto);
}

function trickWon(next: Draft<State>, event: Of<"trick.won">): void {
  const { winner_id: winner, points, scores, current_player_id: turn } = event;
  const won: Trick = { winner, points, leader: next.leader, cards: next.trick };
  next.tricks = [...next.tricks, won];
  next.trick = [];
  next.points = scores;
  next.leader = winner;
  next.turn = turn;
}

function handEnded(next: Draft<State>, event: Of<"hand.ended">): void {
  const { type: _type, ...last } = event;
  next.last = last;
  next.totals = event.totals;
  next.turn = null;
}
