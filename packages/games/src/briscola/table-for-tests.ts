/** What the tests of Briscola play on. Not part of what the package exports. */
import type { Json } from "@holdfast/engine";
import { createReplay, type Replay } from "../create-replay.js";
import { idOf } from "./cards.js";
import type { State } from "./state.js";
import type { BriscolaOptions, BriscolaSuit, BriscolaView } from "./types.js";

const SUIT_OF: Readonly<Record<string, BriscolaSuit>> = { o: "coins", c: "cups", s: "swords", b: "clubs" };

/** Cards in short: `1o` is the ace of coins, `10b` the king of clubs (`o c s b`). */
export function ids(text: string): readonly number[] {
  return text.split(" ").map((word) => idOf(SUIT_OF[word.slice(-1)] ?? "coins", Number(word.slice(0, -1))));
}

/** Hands by seat, filled up to eight cards each with what nobody was given, lowest first. */
export function handsWith(given: readonly string[]): readonly (readonly number[])[] {
  const named = given.map((text) => (text === "" ? [] : ids(text)));
  const rest = Array.from({ length: 40 }, (_none, id) => id).filter((id) => !named.flat().includes(id));
  return [0, 1, 2, 3, 4].map((seat) => {
    const hand = named[seat] ?? [];
    return [...hand, ...rest.splice(0, 8 - hand.length)];
  });
}

interface Setting {
  readonly options?: BriscolaOptions;
  readonly dealer?: number;
  /** Hands by seat; the deck's own order when left out. */
  readonly hands?: readonly (readonly number[])[];
}

/** A table whose every deal is the same. Moves are made by whoever is asked unless a seat is named. */
export class Table {
  readonly replay: Replay;
  readonly #deck: readonly number[];

  constructor({ options = {}, dealer = 4, hands = handsWith([]) }: Setting = {}) {
    this.#deck = [1, 2, 3, 4, 5].flatMap((place) => hands[(dealer + place) % 5] ?? []);
    const setup = { byPurpose: { dealer: [dealer] }, decks: [this.#deck] };
    this.replay = createReplay("briscola-chiamata", { ...options }, { setup });
  }

  get state(): State {
    return this.replay.state as unknown as State;
  }
  get types(): readonly string[] {
    return this.replay.events.map((event) => String(Object(event).type));
  }

  view(seat: number | null): BriscolaView {
    const viewer = seat === null ? ({ kind: "observer" } as const) : ({ kind: "seat", seat } as const);
    return this.replay.view(viewer) as unknown as BriscolaView;
  }

  /** The refusal `code/reason`, or null when the move was accepted. */
  ask(seat: number | null, move: Json): string | null {
    const answer = this.replay.move(seat, move, { chance: { decks: [this.#deck] } });
    return answer.ok ? null : `${answer.rejection.code}/${answer.rejection.reason}`;
  }

  must(seat: number, move: Json): this {
    const refused = this.ask(seat, move);
    if (refused !== null) throw new Error(`${JSON.stringify(move)} by ${seat}: ${refused}`);
    return this;
  }

  bids(...bids: readonly (readonly [seat: number, bid: Json])[]): this {
    for (const [seat, bid] of bids) this.must(seat, { type: "bid", bid });
    return this;
  }

  timeout(times = 1): this {
    for (let time = 0; time < times; time++) {
      this.replay.timeout(this.state.turn ?? -1, { chance: { decks: [this.#deck] } });
    }
    return this;
  }
}
