/** The events of one step while they are being made: each is taken into the state before the next is thought of. */
import type { Chance } from "@holdfast/engine";
import { evolve } from "./evolve.js";
import { basesAt, type Event, sideOf, type State } from "./state.js";
import type { TabletopBack, TabletopClock, TabletopEntry, TabletopPlayer } from "./types.js";

export interface By {
  readonly player: TabletopPlayer | null;
  readonly role: TabletopEntry["role"];
}

export class Course {
  readonly events: Event[] = [];

  constructor(
    public state: State,
    readonly now: number,
    readonly chance: Chance,
  ) {}

  add(event: Event): void {
    this.events.push(event);
    this.state = evolve(this.state, event);
  }

  /** Writes the change into the history that everybody sees. */
  note(by: By, what: Pick<TabletopEntry, "action" | "note">, back: TabletopBack | null = null): void {
    const { action, note } = what;
    const n = this.state.entries + 1;
    const entry: TabletopEntry = { n, at: this.now, by: by.player, role: by.role, action, note, undone: false };
    this.add({ type: "history.entry", entry, back });
  }

  /** The clock as it stands now, with these changes. */
  setClock(
    changed: Partial<TabletopClock> & { readonly paused?: boolean; readonly auto?: true; readonly at?: number },
  ): void {
    const { at = this.now, paused = this.state.paused, auto } = changed;
    const { base = basesAt(this.state, at), runningFor = this.state.clock.runningFor, since = at } = changed;
    const update = { type: "timer.update", base, runningFor, since, paused } as const;
    this.add(auto === undefined ? update : { ...update, auto });
  }

  changeCp(player: TabletopPlayer, cp: number, cause: "start" | "turn" | "edit" | "undo"): void {
    const delta = cp - sideOf(this.state, player).cp;
    if (delta !== 0) this.add({ type: "cp.update", player, cp, delta, cause });
  }
}
