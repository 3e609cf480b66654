/** The only way a table changes: one event after the other. */
import { idsOf } from "./cards.js";
import { type Event, type Player, playerAt, type State } from "./state.js";

type Of<Type extends Event["type"]> = Event & { readonly type: Type };

export function evolve(state: State, event: Event): State {
  switch (event.type) {
    case "hand.started":
      return handStarted(state, event);
    case "deck.shuffled":
      return { ...state, deck: idsOf(event.deck) };
    case "post":
      return posted(state, event);
    case "hole.dealt":
      return change({ ...state, dealt: state.dealt + 2 }, event.seat, { hole: idsOf(event.cards ?? []) });
    case "turn":
      return { ...state, toAct: event.seat, askedAt: event.at, actBy: event.deadline, step: state.step + 1 };
    case "action":
      return acted(state, event);
    case "street":
      return streetOpened(state, event);
    default:
      return afterPlay(state, event);
  }
}

type Played = "hand.started" | "deck.shuffled" | "post" | "hole.dealt" | "turn" | "action" | "street";

/** What happens to chips and seats around the play of cards. */
function afterPlay(state: State, event: Exclude<Event, { readonly type: Played }>): State {
  switch (event.type) {
    case "bet.returned": {
      const player = playerAt(state, event.seat);
      const { amount } = event;
      const back = { stack: player.stack + amount, bet: player.bet - amount, total: player.total - amount };
      return change(state, event.seat, back);
    }
    case "pots.updated":
      return { ...state, toAct: null, actBy: null };
    case "allin.reveal":
      return event.hands.reduce<State>((next, { seat }) => change(next, seat, { shown: true }), {
        ...state,
        revealed: true,
      });
    case "showdown.show":
      return change(state, event.seat, { shown: true, mucked: false });
    case "showdown.muck":
      return change(state, event.seat, { mucked: true });
    case "pot.awarded":
      return potAwarded(state, event);
    case "hand.ended":
      return handEnded(state);
    case "level.up":
      return { ...state, level: event.level, sb: event.sb, bb: event.bb, ante: event.ante };
    case "table.opened":
      return { ...state, startedAt: event.at };
    case "time.given":
      return timeGiven(state, event);
    case "table.closing":
      return { ...state, closing: true };
    case "table.waiting":
      return { ...state, phase: "waiting", players: state.players.map(satOut), step: state.step + 1 };
    case "match.ended":
      return { ...state, phase: "over", toAct: null, actBy: null, result: event.result };
    default:
      return seatChanged(state, event);
  }
}

/** As if it had not gone by: for the seat that was asked, for the level, and for whoever sits out. */
function timeGiven(state: State, { ms }: Of<"time.given">): State {
  const { askedAt, actBy, startedAt, players } = state;
  return {
    ...state,
    askedAt: askedAt + ms,
    actBy: actBy === null ? null : actBy + ms,
    startedAt: startedAt + ms,
    players: players.map((player) => (player.out === "out" ? { ...player, outAt: player.outAt + ms } : player)),
  };
}

function seatChanged(
  state: State,
  event: Of<"player.bust" | "seat.sitting" | "seat.bought" | "seat.left" | "seat.leaving">,
): State {
  const player = playerAt(state, event.seat);
  switch (event.type) {
    case "player.bust":
      return change(state, event.seat, { place: event.place, prize: event.prize });
    case "seat.sitting": {
      const returns = event.out === "no" && player.out === "out" && state.settings.mode === "cash";
      const { out, at: outAt } = event;
      return change(state, event.seat, { out, outAt, waiting: player.waiting || returns, timeouts: 0 });
    }
    case "seat.bought": {
      const { amount, stack } = event;
      const back = player.gone ? { gone: false, leaving: false, out: "no" as const, waiting: true, missed: false } : {};
      return change(state, event.seat, { ...back, stack, brought: player.brought + amount });
    }
    case "seat.leaving":
      return change(state, event.seat, { leaving: true, out: "out" });
    case "seat.left": {
      const { amount: leftWith, at: leftAt } = event;
      return change(state, event.seat, {
        gone: true,
        leaving: false,
        out: "out",
        stack: 0,
        taken: player.taken + leftWith,
        leftAt,
        leftWith,
      });
    }
  }
}

/** The state with one player changed. */
function change(state: State, seat: number, changed: Partial<Player>): State {
  const players = state.players.slice();
  players[seat] = { ...playerAt(state, seat), ...changed };
  return { ...state, players };
}

function handStarted(state: State, event: Of<"hand.started">): State {
  const { handNo, button, sbSeat, bbSeat, sb, bb, ante, level } = event;
  const dealtIn = new Set(event.seats.map(({ seat }) => seat));
  const players = state.players.map((player, seat) => forHand(player, dealtIn.has(seat), state));
  const table = { button, sbSeat, bbSeat, sb, bb, ante, level };
  const street = { currentBet: 0, minRaise: bb, toAct: null, actBy: null, aggressor: null, revealed: false };
  return {
    ...state,
    ...table,
    ...street,
    phase: "preflop",
    handNo,
    deck: [],
    dealt: 0,
    board: [],
    awards: [],
    players,
    step: state.step + 1,
  };
}

/** Sitting out takes effect with the next hand, or when there is none. */
function satOut(player: Player): Player {
  return player.out === "next" ? { ...player, out: "out" } : player;
}

function forHand(player: Player, inHand: boolean, { settings }: State): Player {
  const { out } = satOut(player);
  const passedOver = settings.mode === "cash" && !inHand;
  return {
    ...player,
    bet: 0,
    total: 0,
    dead: 0,
    inHand,
    folded: false,
    hole: [],
    shown: false,
    mucked: false,
    acted: false,
    level: 0,
    out,
    waiting: inHand ? false : player.waiting,
    missed: inHand ? false : player.missed || passedOver,
    before: player.stack,
  };
}

function posted(state: State, { seat, kind, amount }: Of<"post">): State {
  const player = playerAt(state, seat);
  const stack = player.stack - amount;
  if (kind === "dead") return change(state, seat, { stack, dead: player.dead + amount });
  const total = player.total + amount;
  if (kind === "ante") return change(state, seat, { stack, total });
  const currentBet = kind === "bb" || kind === "post" ? state.bb : Math.max(state.currentBet, amount);
  return change({ ...state, currentBet }, seat, { stack, total, bet: player.bet + amount });
}

function acted(state: State, { seat, action, to, paid, bank, auto }: Of<"action">): State {
  const player = playerAt(state, seat);
  const raised = to > state.currentBet && action !== "fold";
  const by = to - state.currentBet;
  // A short all-in does not make the next raise smaller or larger; only a full bet or raise does.
  const minRaise = raised && by >= state.minRaise ? by : state.minRaise;
  const currentBet = raised ? to : state.currentBet;
  const next = { ...state, currentBet, minRaise, aggressor: raised ? seat : state.aggressor, toAct: null, actBy: null };
  return change(next, seat, {
    stack: player.stack - paid,
    bet: player.bet + paid,
    total: player.total + paid,
    folded: action === "fold",
    acted: true,
    level: currentBet,
    bank,
    timeouts: auto === true ? player.timeouts + 1 : 0,
  });
}

function streetOpened(state: State, { name, cards }: Of<"street">): State {
  const players = state.players.map((player) => ({ ...player, bet: 0, acted: false, level: 0 }));
  const board = [...state.board, ...idsOf(cards)];
  const street = { currentBet: 0, minRaise: state.bb, aggressor: null };
  return { ...state, ...street, phase: name, board, players, dealt: state.dealt + cards.length + 1 };
}

function potAwarded(state: State, { amount, eligible, winners, rake }: Of<"pot.awarded">): State {
  const award = { amount, eligible, winners, rake };
  const paid = winners.reduce((next, won) => {
    const { stack } = playerAt(next, won.seat);
    return change(next, won.seat, { stack: stack + won.amount });
  }, state);
  return { ...paid, awards: [...state.awards, award], rakeTaken: state.rakeTaken + rake };
}

function handEnded(state: State): State {
  const players = state.players.map((player) => ({ ...player, bet: 0, total: 0, dead: 0, acted: false, level: 0 }));
  const idle = { currentBet: 0, toAct: null, actBy: null, aggressor: null };
  // What was not dealt is nobody's business any more.
  return { ...state, ...idle, phase: "complete", players, deck: [], step: state.step + 1 };
}
