/** The events of one step while they are being made: each is taken into the state before the next is thought of. */
import { evolve } from "./evolve.js";
import type { Event, State } from "./state.js";

export class Course {
  readonly events: Event[] = [];

  constructor(public state: State) {}

  add(event: Event): void {
    this.events.push(event);
    this.state = evolve(this.state, event);
  }
}
