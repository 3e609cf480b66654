/** What one viewer may know of the table, field by field. */
import type { Viewer } from "@holdfast/engine";
import { boundsOf } from "./betting.js";
import { nameOf, namesOf } from "./cards.js";
import { potsOf } from "./pots.js";
import { type Event, isLive, type Player, type State } from "./state.js";
import type { HoldemSeatView, HoldemView } from "./types.js";

export function view(state: State, viewer: Viewer): HoldemView {
  const own = seatOf(viewer);
  const { settings, phase, handNo, level, sb, bb, ante, button, sbSeat, bbSeat } = state;
  const { currentBet, minRaise, toAct, actBy, awards, closing, rakeTaken, result } = state;
  return {
    phase,
    settings,
    handNo,
    level,
    sb,
    bb,
    ante,
    button,
    sbSeat,
    bbSeat,
    board: namesOf(state.board),
    currentBet,
    minRaise,
    toAct,
    bounds: toAct === null ? null : boundsOf(state, toAct),
    actBy,
    seats: state.players.map((player, seat) => seatView(player, seat === own)),
    pots: potsOf(state),
    awards,
    closing,
    rakeTaken,
    result,
    you: own === null || state.players[own] === undefined ? null : { seat: own },
  };
}

/** Cards are told to their owner, and to all when they are shown; the deck to nobody. */
export function redact(event: Event, viewer: Viewer): Event | null {
  if (event.type === "deck.shuffled") return null;
  if (event.type !== "hole.dealt" || event.seat === seatOf(viewer)) return event;
  return { type: "hole.dealt", seat: event.seat, count: event.count };
}

function seatOf(viewer: Viewer): number | null {
  return viewer.kind === "observer" ? null : viewer.seat;
}

function seatView(player: Player, isOwn: boolean): HoldemSeatView {
  const { stack, bet, total, dead, inHand, folded, hole, shown, out, waiting, gone, bank, place } = player;
  return {
    stack,
    bet,
    total: total + dead,
    inHand,
    folded,
    allIn: isLive(player) && stack === 0 && total > 0,
    hole: hole.map((card) => (isOwn || shown ? nameOf(card) : null)),
    out,
    waiting,
    gone,
    bank,
    place,
  };
}
