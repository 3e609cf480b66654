/** A table and its players while an event is taken in: nobody else knows them yet. */
import { type Player, playerAt, type State } from "./state.js";

/** Something that only the one who made it knows yet, and may still change. */
export type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * The same player, to be changed. Field by field: a spread takes a microsecond once V8 has seen objects of a few
 * layouts at one place, and a match makes hundreds of them.
 */
export function playerDraft(player: Player): Draft<Player> {
  return {
    stack: player.stack,
    bet: player.bet,
    total: player.total,
    dead: player.dead,
    inHand: player.inHand,
    folded: player.folded,
    hole: player.hole,
    shown: player.shown,
    mucked: player.mucked,
    acted: player.acted,
    level: player.level,
    out: player.out,
    outAt: player.outAt,
    waiting: player.waiting,
    missed: player.missed,
    leaving: player.leaving,
    gone: player.gone,
    bank: player.bank,
    timeouts: player.timeouts,
    before: player.before,
    brought: player.brought,
    taken: player.taken,
    place: player.place,
    prize: player.prize,
    leftAt: player.leftAt,
    leftWith: player.leftWith,
  };
}

/** The same table, to be changed. */
export function draftOf(state: State): Draft<State> {
  return {
    settings: state.settings,
    phase: state.phase,
    startedAt: state.startedAt,
    handNo: state.handNo,
    level: state.level,
    sb: state.sb,
    bb: state.bb,
    ante: state.ante,
    button: state.button,
    sbSeat: state.sbSeat,
    bbSeat: state.bbSeat,
    deck: state.deck,
    dealt: state.dealt,
    board: state.board,
    currentBet: state.currentBet,
    minRaise: state.minRaise,
    toAct: state.toAct,
    askedAt: state.askedAt,
    actBy: state.actBy,
    aggressor: state.aggressor,
    revealed: state.revealed,
    players: state.players,
    awards: state.awards,
    rakeTaken: state.rakeTaken,
    closing: state.closing,
    step: state.step,
    result: state.result,
  };
}

/** The player of a seat, to be changed, in a list that is this table's own. @throws RangeError when there is no such seat. */
export function change(next: Draft<State>, seat: number): Draft<Player> {
  const player = playerDraft(playerAt(next, seat));
  const players = next.players.slice();
  players[seat] = player;
  next.players = players;
  return player;
}
