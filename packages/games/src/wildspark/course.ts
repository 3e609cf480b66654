/** The events of one step while they are being made: each is taken into the state before the next is thought of. */
import { type Chance, shuffle } from "@holdfast/engine";
import { evolve } from "./evolve.js";
import { type Event, sideOf, type State } from "./state.js";
import type { WildsparkCard, WildsparkCardId } from "./types.js";

export class Course {
  readonly events: Event[] = [];

  constructor(
    public state: State,
    readonly now: number,
    readonly chance: Chance,
  ) {}

  get isOver(): boolean {
    return this.state.phase === "over";
  }

  add(event: Event): void {
    this.events.push(event);
    this.state = evolve(this.state, event);
  }

  /** True is heads. */
  flip(cause: string): boolean {
    const heads = this.chance.int(2, `coin:${cause}`) === 1;
    this.add({ type: "coin.flipped", cause, heads });
    return heads;
  }

  /** The deck with these cards at its end, in a new order. */
  shuffle(seat: number, added: readonly WildsparkCardId[] = [], purpose = "shuffle"): void {
    const deck = [...sideOf(this.state, seat).deck, ...added];
    this.add({ type: "deck.shuffled", seat, deck: shuffle(this.chance, deck, purpose) });
  }

  /** As many as there are. */
  draw(seat: number, count: number): void {
    const { deck, drawn } = sideOf(this.state, seat);
    const cards = deck.slice(0, count).map((card, index): WildsparkCard => ({ iid: handName(drawn + index), card }));
    if (cards.length > 0) this.add({ type: "cards.drawn", seat, count: cards.length, cards });
  }

  /** The name the next card has when it becomes public: told by no draw, so it tells of none. */
  publicName(ahead = 0): string {
    return `p${this.state.published + ahead + 1}`;
  }
}

/** The name of a card in a hand: only its owner sees it, who knows when it came. */
export function handName(drawn: number): string {
  return `h${drawn + 1}`;
}
