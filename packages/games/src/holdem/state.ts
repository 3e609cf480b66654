/** The whole state of a hold'em table: settings, seats, and the hand that is being played. Cards are numbers in here. */
import type { HoldemAward, HoldemEvent, HoldemMove, HoldemPhase, HoldemResult, HoldemSettings } from "./types.js";

export type Event = HoldemEvent;
export type EventOf<Type extends Event["type"]> = Event & { readonly type: Type };
export type Move = HoldemMove;

export interface Player {
  readonly stack: number;
  /** On this street. */
  readonly bet: number;
  /** In this hand: bets and antes. */
  readonly total: number;
  /** Posted besides, for blinds that were missed: part of the main pot, of nobody's bet. */
  readonly dead: number;
  /** Dealt into the hand that is on, or was on last. */
  readonly inHand: boolean;
  readonly folded: boolean;
  readonly hole: readonly number[];
  /** Cards that everybody has seen. */
  readonly shown: boolean;
  readonly mucked: boolean;
  /** Acted on this street, and the bet that stood then. */
  readonly acted: boolean;
  readonly level: number;
  readonly out: "no" | "next" | "out";
  /** Since when it sits out. */
  readonly outAt: number;
  /** Waits for the big blind, and has passed over both blinds while out. */
  readonly waiting: boolean;
  readonly missed: boolean;
  /** Left the table: `leaving` with the end of the hand, `gone` done. */
  readonly leaving: boolean;
  readonly gone: boolean;
  readonly bank: number;
  /** Timeouts in a row. */
  readonly timeouts: number;
  /** Chips at the start of the hand, brought in all, and taken away. */
  readonly before: number;
  readonly brought: number;
  readonly taken: number;
  readonly place: number | null;
  readonly prize: number;
  readonly leftAt: number | null;
  readonly leftWith: number;
}

export interface State {
  readonly settings: HoldemSettings;
  readonly phase: HoldemPhase;
  readonly startedAt: number;
  readonly handNo: number;
  readonly level: number;
  readonly sb: number;
  readonly bb: number;
  readonly ante: number;
  /** Places, even where nobody sits any more. -1 before the first hand. */
  readonly button: number;
  readonly sbSeat: number;
  readonly bbSeat: number;
  readonly deck: readonly number[];
  readonly dealt: number;
  readonly board: readonly number[];
  readonly currentBet: number;
  readonly minRaise: number;
  readonly toAct: number | null;
  /** When the seat was asked, and until when it has time. */
  readonly askedAt: number;
  readonly actBy: number | null;
  /** The last to bet or raise on this street. */
  readonly aggressor: number | null;
  readonly revealed: boolean;
  readonly players: readonly Player[];
  readonly awards: readonly HoldemAward[];
  readonly rakeTaken: number;
  readonly closing: boolean;
  /** Counts events of play, so that each decision has a clock of its own. */
  readonly step: number;
  readonly result: HoldemResult | null;
}

/** The table before anything happened. */
export function emptyTable(settings: HoldemSettings, seatCount: number): State {
  const stacks = settings.stacks ?? Array.from({ length: seatCount }, () => startOf(settings));
  return {
    settings,
    phase: "waiting",
    startedAt: 0,
    handNo: 0,
    level: 0,
    sb: settings.sb,
    bb: settings.bb,
    ante: settings.ante,
    button: -1,
    sbSeat: -1,
    bbSeat: -1,
    deck: [],
    dealt: 0,
    board: [],
    currentBet: 0,
    minRaise: 0,
    toAct: null,
    askedAt: 0,
    actBy: null,
    aggressor: null,
    revealed: false,
    players: Array.from({ length: seatCount }, (_none, seat) => newPlayer(stacks[seat] ?? 0, settings.timeBankMs)),
    awards: [],
    rakeTaken: 0,
    closing: false,
    step: 0,
    result: null,
  };
}

export function isCash({ settings }: State): boolean {
  return settings.mode === "cash";
}

/** The player in this seat. @throws RangeError when there is no such seat. */
export function playerAt({ players }: State, seat: number): Player {
  const player = players[seat];
  if (player === undefined) throw new RangeError(`there is no seat ${seat}`);
  return player;
}

/** Still in the hand: dealt in and not folded. */
export function isLive(player: Player): boolean {
  return player.inHand && !player.folded;
}

/** Still in the hand and with chips to bet. */
export function canBet(player: Player): boolean {
  return isLive(player) && player.stack > 0;
}

/** The seats for which this holds, ascending. */
export function seatsWhere({ players }: State, holds: (player: Player, seat: number) => boolean): readonly number[] {
  const seats: number[] = [];
  for (let seat = 0; seat < players.length; seat++) {
    const player = players[seat];
    if (player !== undefined && holds(player, seat)) seats.push(seat);
  }
  return seats;
}

/** The first of these places after a seat, going round. Null when there is none. */
export function nextAfter(seat: number, seats: readonly number[]): number | null {
  return seats.find((each) => each > seat) ?? seats[0] ?? null;
}

/** These places in the order of play, beginning after a seat. */
export function roundFrom(seat: number, seats: readonly number[]): readonly number[] {
  return [...seats.filter((each) => each > seat), ...seats.filter((each) => each <= seat)];
}

function startOf({ mode, buyIn, startingStack }: HoldemSettings): number {
  return mode === "cash" ? buyIn.default : startingStack;
}

function newPlayer(stack: number, bank: number): Player {
  return {
    stack,
    bet: 0,
    total: 0,
    dead: 0,
    inHand: false,
    folded: false,
    hole: [],
    shown: false,
    mucked: false,
    acted: false,
    level: 0,
    out: "no",
    outAt: 0,
    waiting: false,
    missed: false,
    leaving: false,
    gone: stack === 0,
    bank,
    timeouts: 0,
    before: stack,
    brought: stack,
    taken: 0,
    place: null,
    prize: 0,
    leftAt: null,
    leftWith: 0,
  };
}
