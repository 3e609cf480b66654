/** What one viewer may know of the table, field by field. */
import type { Viewer } from "@holdfast/engine";
import { cardsOf } from "./cards.js";
import { trickCards } from "./play.js";
import { type Event, partnerOf, type State } from "./state.js";
import type { BriscolaView } from "./types.js";

export function view(state: State, viewer: Viewer): BriscolaView {
  const seat = seatOf(viewer);
  const { contract } = state;
  const partner = knownPartner(state, seat);
  return {
    phase: state.phase,
    settings: state.settings,
    hand: state.hand,
    dealer: state.dealer,
    voids: state.voids,
    current_player_id: state.turn,
    high: state.high,
    passed: state.passed,
    declarer: contract?.declarer ?? null,
    target: contract?.target ?? null,
    partner_rank: contract?.rank ?? null,
    trump_suit: contract?.suit ?? null,
    partner_id: partner,
    solo: partner === null ? null : partner === contract?.declarer,
    trick: trickCards(state.leader, state.trick),
    tricks: state.tricks.map(({ winner, points, leader, cards }) => ({
      winner_id: winner,
      points,
      cards: trickCards(leader, cards),
    })),
    points: state.points,
    totals: state.totals,
    counts: state.hands.map((hand) => hand.length),
    away: state.away,
    last_hand: state.last,
    result: state.result,
    you: seat === null ? null : { seat, hand: cardsOf(state.hands[seat] ?? []), side: sideOf(state, seat) },
  };
}

/** Hands are told to their owners only; everything else happened on the table. */
export function redact(event: Event, viewer: Viewer): Event | null {
  return event.type === "hand.update" && event.seat !== seatOf(viewer) ? null : event;
}

function seatOf(viewer: Viewer): number | null {
  return viewer.kind === "observer" ? null : viewer.seat;
}

/** All know once the called card was seen; before that only its holder, the declarer included if that is him. */
function knownPartner(state: State, seat: number | null): number | null {
  const partner = partnerOf(state);
  if (partner === null) return null;
  return state.revealed || partner === seat ? partner : null;
}

/** One's own side follows from one's own cards as soon as the called card is fully known. */
function sideOf(state: State, seat: number): "declarer" | "opponents" | null {
  if (state.contract?.declarer === seat) return "declarer";
  const partner = partnerOf(state);
  if (partner === null) return null;
  return partner === seat ? "declarer" : "opponents";
}
