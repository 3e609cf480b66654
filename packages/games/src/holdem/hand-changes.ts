/** What the events of one hand change: chips, cards, and whose turn it is. */
import { idsOf } from "./cards.js";
import { change, type Draft, playerDraft } from "./draft.js";
import type { EventOf, Player, State } from "./state.js";

export function handStarted(next: Draft<State>, event: EventOf<"hand.started">): void {
  const dealtIn = new Set(event.seats.map(({ seat }) => seat));
  const isCash = next.settings.mode === "cash";
  next.players = next.players.map((player, seat) => forHand(player, dealtIn.has(seat), isCash));
  next.handNo = event.handNo;
  next.button = event.button;
  next.sbSeat = event.sbSeat;
  next.bbSeat = event.bbSeat;
  next.sb = event.sb;
  next.bb = event.bb;
  next.ante = event.ante;
  next.level = event.level;
  next.phase = "preflop";
  next.currentBet = 0;
  next.minRaise = event.bb;
  next.aggressor = null;
  next.revealed = false;
  next.deck = [];
  next.dealt = 0;
  next.board = [];
  next.awards = [];
  next.step += 1;
  nobodyActs(next);
}

export function betReturned(player: Draft<Player>, amount: number): void {
  player.stack += amount;
  player.bet -= amount;
  player.total -= amount;
}

export function nobodyActs(next: Draft<State>): void {
  next.toAct = null;
  next.actBy = null;
}

export function shown(player: Draft<Player>): void {
  player.shown = true;
  player.mucked = false;
}

function forHand(before: Player, inHand: boolean, isCash: boolean): Player {
  const player = playerDraft(before);
  player.dead = 0;
  player.inHand = inHand;
  player.folded = false;
  player.hole = [];
  player.mucked = false;
  player.shown = false;
  if (player.out === "next") player.out = "out";
  player.waiting = !inHand && player.waiting;
  player.missed = !inHand && (player.missed || isCash);
  player.before = player.stack;
  player.total = 0;
  forStreet(player);
  return player;
}

/** Nothing is bet, and nobody has acted. */
function forStreet(player: Draft<Player>): void {
  player.bet = 0;
  player.acted = false;
  player.level = 0;
}

export function posted(next: Draft<State>, { seat, kind, amount }: EventOf<"post">): void {
  const player = change(next, seat);
  player.stack -= amount;
  if (kind === "dead") {
    player.dead += amount;
    return;
  }
  player.total += amount;
  if (kind === "ante") return;
  player.bet += amount;
  next.currentBet = kind === "bb" || kind === "post" ? next.bb : Math.max(next.currentBet, amount);
}

export function acted(next: Draft<State>, { seat, action, to, paid, bank, auto }: EventOf<"action">): void {
  const by = to - next.currentBet;
  if (by > 0 && action !== "fold") {
    // A short all-in does not make the next raise smaller or larger; only a full bet or raise does.
    if (by >= next.minRaise) next.minRaise = by;
    next.currentBet = to;
    next.aggressor = seat;
  }
  nobodyActs(next);
  const player = change(next, seat);
  player.stack -= paid;
  player.bet += paid;
  player.total += paid;
  player.folded = action === "fold";
  player.acted = true;
  player.level = next.currentBet;
  player.bank = bank;
  player.timeouts = auto === true ? player.timeouts + 1 : 0;
}

export function streetOpened(next: Draft<State>, { name, cards }: EventOf<"street">): void {
  next.players = next.players.map((before) => {
    const player = playerDraft(before);
    forStreet(player);
    return player;
  });
  next.phase = name;
  next.board = [...next.board, ...idsOf(cards)];
  next.currentBet = 0;
  next.minRaise = next.bb;
  next.aggressor = null;
  next.dealt += cards.length + 1;
}

export function potAwarded(next: Draft<State>, { amount, eligible, winners, rake }: EventOf<"pot.awarded">): void {
  for (const won of winners) change(next, won.seat).stack += won.amount;
  next.awards = [...next.awards, { amount, eligible, winners, rake }];
  next.rakeTaken += rake;
}

export function handEnded(next: Draft<State>): void {
  next.players = next.players.map((before) => {
    const player = playerDraft(before);
    forStreet(player);
    player.total = 0;
    player.dead = 0;
    return player;
  });
  next.phase = "complete";
  next.currentBet = 0;
  next.aggressor = null;
  // What was not dealt is nobody's business any more.
  next.deck = [];
  next.step += 1;
  nobodyActs(next);
}
