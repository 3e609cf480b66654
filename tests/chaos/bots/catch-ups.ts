/**
 * Times how long it takes a client that was away to have the newest state with all that it missed, from its asking: a page
 * that was opened again by `match.resume`, one that had lost its connection by its subscription.
 */
import type { StateFrame } from "@holdfast/protocol";
import type { CaughtUpRecord } from "../history/records.js";

type CaughtUp = Pick<CaughtUpRecord, "by" | "tookMs" | "missed">;

interface Asked {
  readonly by: CaughtUpRecord["by"];
  readonly at: number;
}

export class CatchUps {
  readonly #asked = new Map<string, Asked>();
  #wasAway = false;

  constructor(private readonly now: () => number = Date.now) {}

  /** A frame leaves: does it ask for a match's state? */
  sent(text: string): void {
    const by = askedBy(text);
    if (by === "resume" || (by === "subscription" && this.#wasAway)) {
      this.#asked.set(idOf(text), { by, at: this.now() });
    }
  }

  /** A state has come: what it answers, if it is the first answer to something. */
  received(text: string, state: StateFrame): CaughtUp | null {
    const id = idOf(text);
    const asked = this.#asked.get(id);
    if (asked === undefined) return null;
    this.#asked.delete(id);
    return { by: asked.by, tookMs: this.now() - asked.at, missed: state.events.length };
  }

  /** The connection is gone, and with it every question. */
  lost(): void {
    this.#asked.clear();
    this.#wasAway = true;
  }
}

function askedBy(text: string): Asked["by"] | null {
  if (text.includes('"match.resume"')) return "resume";
  return text.includes('"method":"subscription"') && text.includes('"match.state"') ? "subscription" : null;
}

function idOf(frame: string): string {
  return /"id":(\d+)/.exec(frame)?.[1] ?? "";
}
