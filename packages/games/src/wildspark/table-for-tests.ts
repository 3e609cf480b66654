/** What the tests of Wildspark play on. Not part of what the package exports. */
import { type Json, type Script, scriptedChance } from "@holdfast/engine";
import { wildspark } from "./rules.js";
import { emptyTable, type Event, type InPlay, type Side, type State } from "./state.js";
import type { WildsparkCardId, WildsparkOptions, WildsparkSettings, WildsparkStatus } from "./types.js";

interface Creature {
  readonly damage?: number;
  /** Energies by definition, such as `XE XE XP`. */
  readonly energy?: string;
  readonly status?: readonly WildsparkStatus[];
  readonly since?: number;
}
export interface SideSetting {
  readonly active?: InPlay | null;
  readonly bench?: readonly InPlay[];
  /** Definitions; they are named `h1`, `h2` and so on. */
  readonly hand?: string;
  readonly deck?: string;
  readonly prizes?: string;
  readonly timeouts?: number;
}

let named = 0;
const ids = (text: string) => text.split(" ").filter(Boolean) as WildsparkCardId[];
const shown = (card: WildsparkCardId) => ({ iid: `p${++named}`, card });

/** A creature in play by its top card; what it evolved from lies under it. */
export function creature(
  top: WildsparkCardId,
  { damage = 0, energy = "", status = [], since = 0 }: Creature = {},
): InPlay {
  return { stack: [shown(top)], energy: ids(energy).map(shown), damage, status, since, abilityTurn: 0 };
}

function sideFrom({ active = creature("N1"), bench = [], ...rest }: SideSetting): Side {
  const hand = ids(rest.hand ?? "").map((card, index) => ({ iid: `h${index + 1}`, card }));
  const deck = ids(rest.deck ?? "XE XE XE XE");
  const prizes = ids(rest.prizes ?? "XE XE XE");
  const counts = { drawn: hand.length, timeouts: rest.timeouts ?? 0, mulligans: [] };
  return { deck, prizes, hand, active, bench, discard: [], placed: true, ...counts };
}

/** A match in the middle of a turn, put together by hand. */
export class Table {
  state: State;
  readonly events: Event[] = [];
  now = 0;

  constructor(sides: readonly [SideSetting, SideSetting], more: Partial<State> = {}, options: WildsparkOptions = {}) {
    const parsed = wildspark.schema.options.safeParse(options);
    if (!parsed.success) throw new Error("bad options");
    const settings: WildsparkSettings = parsed.data;
    const both: [Side, Side] = [sideFrom(sides[0]), sideFrom(sides[1])];
    const turn = { phase: "main", turn: 5, current: 0, mainLeft: settings.turnMs, published: 900 } as const;
    this.state = { ...emptyTable(settings), ...turn, ...more, sides: both };
  }

  /** The refusal `code/reason`, or null when the move was accepted. `draws` are coins and shuffles in order. */
  ask(seat: number | null, move: Json, draws: readonly number[] = []): string | null {
    const parsed = wildspark.schema.move.safeParse(move);
    if (!parsed.success) return `invalid_message/${parsed.error.issues[0]?.message}`;
    const decided = wildspark.decide(this.state, { seat, host: false }, parsed.data, this.context({ draws }));
    if (!decided.ok) return `${decided.rejection.code}/${decided.rejection.reason}`;
    this.follow(decided.value);
    return null;
  }

  must(seat: number, move: Json, draws: readonly number[] = []): this {
    const refused = this.ask(seat, move, draws);
    if (refused !== null) throw new Error(`${JSON.stringify(move)} by ${seat}: ${refused}`);
    return this;
  }

  timeout(seat: number, after = 0): this {
    this.now += after;
    return this.follow(wildspark.onTimeout(this.state, seat, this.context({ byPurpose: { shuffle: ZEROS } })));
  }

  follow(events: readonly Event[]): this {
    for (const event of events) {
      this.events.push(event);
      this.state = wildspark.evolve(this.state, event);
    }
    return this;
  }

  get types(): readonly string[] {
    return this.events.map(({ type }) => type);
  }
  get queue(): readonly string[] {
    return this.state.queue.map(({ seat, kind }) => `${kind} ${seat}`);
  }

  private context(script: Script) {
    return { now: this.now, chance: scriptedChance(script) };
  }
}

const ZEROS = Array.from({ length: 200 }, () => 0);
