/** How a turn begins and ends, what is between turns, and how a match is decided. */
import { creatureOf } from "./cards.js";
import type { Course } from "./course.js";
import { creatureAt, positionsOf, sideOf, type State, topOf } from "./state.js";
import type { WildsparkPosition, WildsparkResult, WildsparkResume } from "./types.js";

/** The next turn, which begins with a card; without one its player has lost. */
export function startTurn(course: Course, seat: number): void {
  course.add({ type: "turn.started", turn: course.state.turn + 1, seat, at: course.now });
  if (sideOf(course.state, seat).deck.length === 0) end(course, [1 - seat], "deck_out");
  else course.draw(seat, 1);
}

/** Where play goes on, after an attack, a forced choice, or the end of a turn. */
export function goOn(course: Course, from: WildsparkResume): void {
  if (from === "main" || course.isOver) return;
  if (from === "knock-outs" && knockOuts(course, "between")) return;
  if (from !== "next-turn") {
    betweenTurns(course);
    if (knockOuts(course, "next-turn")) return;
  }
  nextTurn(course);
}

export function end(course: Course, winners: readonly number[], reason: WildsparkResult["reason"]): void {
  const { settings, sides } = course.state;
  const scores = sides.map(({ prizes, placed }) => (placed ? settings.prizes - prizes.length : 0));
  course.add({ type: "match.ended", result: { status: "finished", winners, scores, reason } });
}

function nextTurn(course: Course): void {
  const { turn, settings, current, sides } = course.state;
  if (turn < settings.maxTurns) return startTurn(course, 1 - (current ?? 0));
  const left = sides.map(({ prizes }) => prizes.length);
  const least = Math.min(...left);
  const ahead = left.flatMap((many, seat) => (many === least ? [seat] : []));
  end(course, ahead.length > 1 ? [] : ahead, "turn_limit");
}

/** Burn and then sleep of the active creatures, the turn's player first. */
function betweenTurns(course: Course): void {
  const current = course.state.current ?? 0;
  for (const seat of [current, 1 - current]) {
    if (statusOf(course.state, seat).includes("burn")) {
      hurt(course, { seat, pos: "active" }, { amount: 10, cause: "burn" });
      if (course.flip("burn")) course.add({ type: "status.removed", seat, status: "burn" });
    }
    if (statusOf(course.state, seat).includes("sleep") && course.flip("sleep")) {
      course.add({ type: "status.removed", seat, status: "sleep" });
    }
  }
}

export interface Place {
  readonly seat: number;
  readonly pos: WildsparkPosition;
}

export function hurt(course: Course, at: Place, { amount, cause }: { amount: number; cause: string }): void {
  const creature = creatureAt(sideOf(course.state, at.seat), at.pos);
  if (creature === null || amount <= 0) return;
  course.add({ type: "damage", ...at, amount, total: creature.damage + amount, cause });
}

/** Healing stops at no damage. */
export function heal(course: Course, at: Place, { amount, cause }: { amount: number; cause: string }): void {
  const creature = creatureAt(sideOf(course.state, at.seat), at.pos);
  if (creature === null || creature.damage === 0) return;
  const healed = Math.min(amount, creature.damage);
  course.add({ type: "healed", ...at, amount: healed, total: creature.damage - healed, cause });
}

function statusOf(state: State, seat: number): readonly string[] {
  return sideOf(state, seat).active?.status ?? [];
}

/** Takes away what has no life left; true when that ends the match or asks somebody for a choice. */
function knockOuts(course: Course, resume: WildsparkResume): boolean {
  const current = course.state.current ?? 0;
  const owed = [0, 0];
  for (const seat of [1 - current, current]) owed[1 - seat] = removeKnockedOut(course, seat);
  if (decided(course, owed)) return true;
  for (const seat of [current, 1 - current]) {
    for (let prize = 0; prize < (owed[seat] ?? 0); prize++)
      force(course, { seat, kind: "select-prize", reason: "prize" }, resume);
  }
  for (const seat of [1 - current, current]) {
    if (sideOf(course.state, seat).active === null) {
      force(course, { seat, kind: "select-active", reason: "knockout" }, resume);
    }
  }
  return course.state.queue.length > 0;
}

/** Asks a seat for a choice before play goes on. */
export function force(
  course: Course,
  choice: Pick<State["queue"][number], "seat" | "kind" | "reason">,
  resume: WildsparkResume,
): void {
  course.add({ type: "forced", ...choice, resume, at: course.now });
}

/** Active before bench; how many went. */
function removeKnockedOut(course: Course, seat: number): number {
  let many = 0;
  for (;;) {
    const side = sideOf(course.state, seat);
    const pos = positionsOf(side).find((at) => isKnockedOut(course.state, { seat, pos: at }));
    const creature = pos === undefined ? null : creatureAt(side, pos);
    if (pos === undefined || creature === null) return many;
    course.add({ type: "knocked_out", seat, pos, card: topOf(creature) });
    many++;
  }
}

function isKnockedOut(state: State, { seat, pos }: Place): boolean {
  const creature = creatureAt(sideOf(state, seat), pos);
  return creature !== null && creature.damage >= (creatureOf(topOf(creature))?.hp ?? 0);
}

/** One point for being owed all one's prizes, one for the other having no creature left. */
function decided(course: Course, owed: readonly number[]): boolean {
  if ((owed[0] ?? 0) + (owed[1] ?? 0) === 0) return false;
  const scores = [0, 1].map((seat) => {
    const all = (owed[seat] ?? 0) >= sideOf(course.state, seat).prizes.length;
    const none = positionsOf(sideOf(course.state, 1 - seat)).length === 0;
    return (all ? 1 : 0) + (none ? 1 : 0);
  });
  const [zero = 0, one = 0] = scores;
  if (zero + one === 0) return false;
  for (const seat of [0, 1]) {
    for (let prize = 0; prize < (owed[seat] ?? 0); prize++) takePrize(course, { seat, index: 0 });
  }
  const winner = zero > one ? 0 : 1;
  if (zero === one) end(course, [], "simultaneous");
  else end(course, [winner], sideOf(course.state, winner).prizes.length === 0 ? "prizes" : "no_creatures");
  return true;
}

/** Where there is one left. */
export function takePrize(
  course: Course,
  { seat, index, ...auto }: { readonly seat: number; readonly index: number; readonly auto?: true },
): void {
  const { prizes, drawn } = sideOf(course.state, seat);
  const card = prizes[index];
  if (card === undefined) return;
  const held = { iid: `h${drawn + 1}`, card };
  course.add({ type: "prize.taken", seat, index, left: prizes.length - 1, card: held, ...auto });
}
