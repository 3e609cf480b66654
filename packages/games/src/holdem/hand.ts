/** One hand from its first post to its last chip. When it is over the phase is `complete`, and others see to what follows. */
import { shuffle } from "@holdfast/engine";
import { boundsOf, bettingIsOver, nextToAct } from "./betting.js";
import { nextPlaces, type Places } from "./blinds.js";
import { DECK, namesOf } from "./cards.js";
import type { Course } from "./course.js";
import { levelAt } from "./levels.js";
import { awardsOf, potsOf, uncalled, valuesOf, winnersOf } from "./pots.js";
import { showdown } from "./showdown.js";
import { isLive, playerAt, roundFrom, seatsWhere } from "./state.js";

/** The next hand begins, or the table waits for players. */
export function startHand(course: Course): void {
  const places = nextPlaces(course.state, course.chance);
  if (places === null) {
    if (course.state.phase !== "waiting") course.add({ type: "table.waiting" });
    return;
  }
  raiseLevel(course);
  const { handNo, sb, bb, ante, level } = course.state;
  const { button, sbSeat, bbSeat, dealtIn } = places;
  const seats = dealtIn.map((seat) => ({ seat, stack: playerAt(course.state, seat).stack }));
  const owing = new Set(places.posting.filter((seat) => playerAt(course.state, seat).missed));
  course.add({ type: "hand.started", handNo: handNo + 1, button, sbSeat, bbSeat, sb, bb, ante, level, seats });
  const deck = shuffle(course.chance, DECK, "shuffle");
  course.add({ type: "deck.shuffled", deck: namesOf(deck) });
  postAll(course, places, owing);
  dealHoles(course, deck, dealtIn);
  goOn(course, bbSeat);
}

/** After an action, or the posts: the next seat is asked, the next street comes, or the hand is over. */
export function goOn(course: Course, after: number): void {
  const live = seatsWhere(course.state, isLive);
  const next = live.length > 1 ? nextToAct(course.state, after) : null;
  if (next !== null) return ask(course, next);
  const back = uncalled(course.state);
  if (back !== null) course.add({ type: "bet.returned", ...back });
  course.add({ type: "pots.updated", pots: potsOf(course.state) });
  if (live.length === 1) return endHand(course, null);
  nextStreet(course);
}

function nextStreet(course: Course): void {
  const { state } = course;
  if (state.board.length === 5) return endHand(course, valuesOf(state));
  if (!state.revealed && bettingIsOver(state)) reveal(course);
  // One card is burnt before each street.
  const from = state.dealt + 1;
  const [name, many] = STREETS[state.board.length] ?? (["river", 1] as const);
  course.add({ type: "street", name, cards: namesOf(state.deck.slice(from, from + many)) });
  const first = course.state.revealed ? null : nextToAct(course.state, course.state.button);
  if (first === null) nextStreet(course);
  else ask(course, first);
}

const STREETS: Readonly<Record<number, readonly [name: "flop" | "turn" | "river", many: number]>> = {
  0: ["flop", 3],
  3: ["turn", 1],
  4: ["river", 1],
};

function ask(course: Course, seat: number): void {
  const { actMs } = course.state.settings;
  const bounds = boundsOf(course.state, seat);
  const deadline = actMs === 0 ? null : course.now + actMs + playerAt(course.state, seat).bank;
  course.add({ type: "turn", seat, bounds, at: course.now, deadline });
}

/** Nobody can bet any more: the cards of those who are left are turned up. */
function reveal(course: Course): void {
  const { state } = course;
  const hands = seatsWhere(state, isLive).map((seat) => ({ seat, cards: namesOf(playerAt(state, seat).hole) }));
  course.add({ type: "allin.reveal", hands });
}

/** Without values all others have folded, and nothing is shown. */
function endHand(course: Course, values: ReadonlyMap<number, number> | null): void {
  const before = course.state.players.map((player) => player.before);
  const awards = awardsOf(course.state, values ?? new Map());
  if (values !== null) showdown(course, values, winnersOf(awards));
  for (const [index, award] of awards.entries()) course.add({ type: "pot.awarded", index, ...award });
  const stacks = course.state.players.map(({ stack }) => stack);
  course.add({ type: "hand.ended", stacks, delta: stacks.map((stack, seat) => stack - (before[seat] ?? 0)) });
}

function postAll(course: Course, { sbSeat, bbSeat, dealtIn, posting }: Places, owing: ReadonlySet<number>): void {
  const { sb, bb, ante } = course.state;
  if (ante > 0) for (const seat of dealtIn) post(course, { seat, kind: "ante", amount: ante });
  if (dealtIn.includes(sbSeat) && sbSeat !== bbSeat) post(course, { seat: sbSeat, kind: "sb", amount: sb });
  post(course, { seat: bbSeat, kind: "bb", amount: bb });
  for (const seat of posting) {
    post(course, { seat, kind: "post", amount: bb });
    if (owing.has(seat)) post(course, { seat, kind: "dead", amount: sb });
  }
}

type Post = { readonly seat: number; readonly kind: "ante" | "sb" | "bb" | "post" | "dead"; readonly amount: number };

/** Whoever is short of a post puts in what there is. */
function post(course: Course, { seat, kind, amount }: Post): void {
  const { stack } = playerAt(course.state, seat);
  const paid = Math.min(stack, amount);
  // A big blind that cannot be paid at all stands all the same: the bet to call is that of the table.
  if (paid > 0 || kind === "bb") course.add({ type: "post", seat, kind, amount: paid, allIn: paid === stack });
}

/** One card each, twice round, beginning left of the button; heads-up the big blind gets the first. */
function dealHoles(course: Course, deck: readonly number[], dealtIn: readonly number[]): void {
  const order = roundFrom(course.state.button, dealtIn);
  for (const [place, seat] of order.entries()) {
    const cards = [deck[place] ?? 0, deck[place + order.length] ?? 0];
    course.add({ type: "hole.dealt", seat, count: 2, cards: namesOf(cards) });
  }
}

function raiseLevel(course: Course): void {
  const { state, now } = course;
  const level = levelAt(state, now);
  if (level === state.level && state.handNo > 0) return;
  const blinds = state.settings.levels[Math.min(level, state.settings.levels.length - 1)];
  if (state.settings.mode === "cash" || blinds === undefined) return;
  course.add({ type: "level.up", level, sb: blinds.sb, bb: blinds.bb, ante: blinds.ante });
}
