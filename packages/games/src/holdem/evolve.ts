/** The only way a table changes: one event after the other. */
import { idsOf } from "./cards.js";
import { type Draft, draftOf, type Event, type Player, playerAt, playerDraft, type State } from "./state.js";

type Of<Type extends Event["type"]> = Event & { readonly type: Type };

/** The table after an event. */
export function evolve(state: State, event: Event): State {
  const next = draftOf(state);
  take(next, event);
  return next;
}

/** Takes the event into a table of its own. */
function take(next: Draft<State>, event: Event): void {
  switch (event.type) {
    case "hand.started":
      return handStarted(next, event);
    case "deck.shuffled":
      next.deck = idsOf(event.deck);
      return;
    case "post":
      return posted(next, event);
    case "hole.dealt":
      next.dealt += 2;
      change(next, event.seat).hole = idsOf(event.cards ?? []);
      return;
    case "turn":
      next.toAct = event.seat;
      next.askedAt = event.at;
      next.actBy = event.deadline;
      next.step += 1;
      return;
    case "action":
      return acted(next, event);
    case "street":
      return streetOpened(next, event);
    default:
      return afterPlay(next, event);
  }
}

type Played = "hand.started" | "deck.shuffled" | "post" | "hole.dealt" | "turn" | "action" | "street";

/** What happens to chips and seats around the play of cards. */
function afterPlay(next: Draft<State>, event: Exclude<Event, { readonly type: Played }>): void {
  switch (event.type) {
    case "bet.returned":
      return betReturned(change(next, event.seat), event.amount);
    case "pots.updated":
      return nobodyActs(next);
    case "allin.reveal":
      next.revealed = true;
      for (const { seat } of event.hands) change(next, seat).shown = true;
      return;
    case "showdown.show":
      return shown(change(next, event.seat));
    case "showdown.muck":
      change(next, event.seat).mucked = true;
      return;
    case "pot.awarded":
      return potAwarded(next, event);
    case "hand.ended":
      return handEnded(next);
    case "match.ended":
      next.phase = "over";
      next.result = event.result;
      return nobodyActs(next);
    default:
      return tableChanged(next, event);
  }
}

type AroundPlay =
  | Played
  | "bet.returned"
  | "pots.updated"
  | "allin.reveal"
  | "showdown.show"
  | "showdown.muck"
  | "pot.awarded"
  | "hand.ended"
  | "match.ended";

function tableChanged(next: Draft<State>, event: Exclude<Event, { readonly type: AroundPlay }>): void {
  switch (event.type) {
    case "level.up":
      next.level = event.level;
      next.sb = event.sb;
      next.bb = event.bb;
      next.ante = event.ante;
      return;
    case "table.opened":
      next.startedAt = event.at;
      return;
    case "time.given":
      return timeGiven(next, event.ms);
    case "table.closing":
      next.closing = true;
      return;
    case "table.waiting":
      next.phase = "waiting";
      next.players = next.players.map(satOut);
      next.step += 1;
      return;
    default:
      return seatChanged(change(next, event.seat), next, event);
  }
}

/** As if it had not gone by: for the seat that was asked, for the level, and for whoever sits out. */
function timeGiven(next: Draft<State>, ms: number): void {
  next.askedAt += ms;
  next.startedAt += ms;
  if (next.actBy !== null) next.actBy += ms;
  for (const [seat, { out }] of next.players.entries()) if (out === "out") change(next, seat).outAt += ms;
}

type SeatEvent = Of<"player.bust" | "seat.sitting" | "seat.bought" | "seat.left" | "seat.leaving">;

function seatChanged(player: Draft<Player>, { settings }: State, event: SeatEvent): void {
  switch (event.type) {
    case "player.bust":
      player.place = event.place;
      player.prize = event.prize;
      return;
    case "seat.sitting": {
      const returns = event.out === "no" && player.out === "out" && settings.mode === "cash";
      player.out = event.out;
      player.outAt = event.at;
      player.waiting = player.waiting || returns;
      player.timeouts = 0;
      return;
    }
    case "seat.bought":
      if (player.gone) comeBack(player);
      player.stack = event.stack;
      player.brought += event.amount;
      return;
    case "seat.leaving":
      player.leaving = true;
      player.out = "out";
      return;
    case "seat.left":
      return left(player, event);
  }
}

function comeBack(player: Draft<Player>): void {
  player.gone = false;
  player.leaving = false;
  player.out = "no";
  player.waiting = true;
  player.missed = false;
}

function left(player: Draft<Player>, { amount, at }: Of<"seat.left">): void {
  player.gone = true;
  player.leaving = false;
  player.out = "out";
  player.stack = 0;
  player.taken += amount;
  player.leftAt = at;
  player.leftWith = amount;
}

/** The player of a seat, to be changed, in a list that is this table's own. @throws RangeError when there is no such seat. */
function change(next: Draft<State>, seat: number): Draft<Player> {
  const player = playerDraft(playerAt(next, seat));
  const players = next.players.slice();
  players[seat] = player;
  next.players = players;
  return player;
}

function betReturned(player: Draft<Player>, amount: number): void {
  player.stack += amount;
  player.bet -= amount;
  player.total -= amount;
}

function nobodyActs(next: Draft<State>): void {
  next.toAct = null;
  next.actBy = null;
}

function shown(player: Draft<Player>): void {
  player.shown = true;
  player.mucked = false;
}

function handStarted(next: Draft<State>, event: Of<"hand.started">): void {
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

/** Sitting out takes effect with the next hand, or when there is none. */
function satOut(player: Player): Player {
  if (player.out !== "next") return player;
  const seated = playerDraft(player);
  seated.out = "out";
  return seated;
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

function posted(next: Draft<State>, { seat, kind, amount }: Of<"post">): void {
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

function acted(next: Draft<State>, { seat, action, to, paid, bank, auto }: Of<"action">): void {
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

function streetOpened(next: Draft<State>, { name, cards }: Of<"street">): void {
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

function potAwarded(next: Draft<State>, { amount, eligible, winners, rake }: Of<"pot.awarded">): void {
  for (const won of winners) change(next, won.seat).stack += won.amount;
  next.awards = [...next.awards, { amount, eligible, winners, rake }];
  next.rakeTaken += rake;
}

function handEnded(next: Draft<State>): void {
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
