/** What a move does: its own events, and everything that follows until somebody has to decide again. */
import { accept, type Actor, type Context, reject, type Result } from "@holdfast/engine";
import { attack } from "./attack.js";
import { CARDS, isCardId } from "./cards.js";
import { checkMove, heldBy } from "./check.js";
import { Course, handName } from "./course.js";
import { place } from "./setup.js";
import { creatureAt, type Event, type Move, sideOf, type State, topOf } from "./state.js";
import { carryOutTrainer } from "./trainers.js";
import { end, goOn, heal, takePrize } from "./turn.js";
import type { WildsparkCard } from "./types.js";

type Of<Type extends Move["type"]> = Extract<Move, { readonly type: Type }>;
type Auto = { readonly auto?: true };

/** The events of an accepted move. */
export function decide(state: State, actor: Actor, move: Move, ctx: Context): Result<readonly Event[]> {
  const { seat } = actor;
  if (seat !== 0 && seat !== 1) return reject("forbidden", "observer");
  if (state.phase === "over") return reject("game_over", "match_over");
  const checked = checkMove(state, seat, move);
  if (!checked.ok) return checked;
  const course = new Course(state, ctx.now, ctx.chance);
  carryOut(course, { seat, move });
  return accept(course.events);
}

/** A move that was found legal; `auto` marks one of the clock. */
export function carryOut(
  course: Course,
  { seat, move, ...auto }: Auto & { readonly seat: number; readonly move: Move },
) {
  switch (move.type) {
    case "setup-place": {
      const { active, bench } = move;
      return place(course, { type: "setup.placed", seat, active, bench, ...auto });
    }
    case "select-prize":
    case "select-active":
    case "search-select":
      return choose(course, { seat, move, ...auto });
    case "attack":
      return attack(course, move.index, move.discard ?? []);
    case "end-turn":
      course.add({ type: "turn.ended", seat, ...auto });
      return goOn(course, "between");
    case "resign":
      return end(course, [1 - seat], "resign");
    default:
      return inTurn(course, seat, move);
  }
}

type InTurn = Of<"play-creature" | "evolve" | "attach-energy" | "play-trainer" | "use-ability" | "retreat">;

function inTurn(course: Course, seat: number, move: InTurn): void {
  switch (move.type) {
    case "use-ability":
      return useAbility(course, seat, move);
    case "retreat":
      return retreat(course, seat, move);
    default:
      return playCard(course, { seat, move, held: heldBy(sideOf(course.state, seat), move.card) });
  }
}

type CardMove = Of<"play-creature" | "evolve" | "attach-energy" | "play-trainer">;

/** The card becomes public, under a name that tells nothing of when it came to the hand. */
function playCard(
  course: Course,
  { seat, move, held }: { seat: number; move: CardMove; held: WildsparkCard | null },
): void {
  if (held === null) return;
  const shown = { seat, card: held.card, iid: course.publicName(), from: held.iid };
  switch (move.type) {
    case "play-creature":
      return course.add({ type: "creature.played", ...shown, pos: sideOf(course.state, seat).bench.length });
    case "evolve":
      return course.add({ type: "evolved", ...shown, pos: move.target });
    case "attach-energy":
      return course.add({ type: "energy.attached", ...shown, pos: move.target });
    case "play-trainer": {
      const { target } = move;
      course.add({ type: "trainer.played", ...shown, ...(target === undefined ? {} : { target }) });
      return carryOutTrainer(course, { seat, card: held.card, target });
    }
  }
}

function useAbility(course: Course, seat: number, { source, target }: Of<"use-ability">): void {
  const by = creatureAt(sideOf(course.state, seat), source);
  const card = by === null ? undefined : CARDS[topOf(by)];
  const name = card?.kind === "creature" ? (card.ability?.name ?? "") : "";
  course.add({ type: "ability.used", seat, pos: source, name });
  heal(course, { seat, pos: target }, { amount: 20, cause: name });
}

function retreat(course: Course, seat: number, { to, discard }: Of<"retreat">): void {
  if (discard.length > 0) course.add({ type: "energy.discarded", seat, pos: "active", iids: discard });
  course.add({ type: "retreated", seat });
  course.add({ type: "switched", seat, bench: to, cause: "retreat" });
}

type Choice = Auto & {
  readonly seat: number;
  readonly move: Of<"select-prize" | "select-active" | "search-select">;
};

/** The head of the queue is answered; with the last of them play goes on. */
function choose(course: Course, { seat, move, ...auto }: Choice): void {
  const [head] = course.state.queue;
  if (head === undefined) return;
  switch (move.type) {
    case "select-prize":
      takePrize(course, { seat, index: move.index, ...auto });
      break;
    case "select-active":
      if (head.reason === "switch")
        course.add({ type: "switched", seat, bench: move.bench, cause: "undertow", ...auto });
      else course.add({ type: "promoted", seat, bench: move.bench, ...auto });
      break;
    case "search-select":
      search(course, { seat, card: move.card, ...auto });
  }
  if (course.state.queue.length === 0) goOn(course, head.resume);
}

function search(course: Course, { seat, card, ...auto }: Auto & { seat: number; card: string | null }): void {
  const found = card !== null && isCardId(card) ? card : null;
  const named = found === null ? {} : { iid: handName(sideOf(course.state, seat).drawn) };
  course.add({ type: "searched", seat, card: found, ...named, at: course.now, ...auto });
  course.shuffle(seat);
}
