/**
 * What every adapter of the port `Coordination` does, whatever keeps its memory. Each case opens one of its
 * own, with a clock that only the case moves.
 */
import { randomUUID } from "node:crypto";
import { afterEach, describe } from "vitest";
import type { Clock, Coordination } from "../../apps/server/src/ports.js";
import { TestClock } from "../support/test-clock.js";
import { dedupeCases } from "./coordination-dedupe.js";
import { limitCases } from "./coordination-limits.js";
import { nodeCases } from "./coordination-nodes.js";
import { presenceCases } from "./coordination-presence.js";
import { timerCases } from "./coordination-timers.js";
import { wakeupCases } from "./coordination-wakeups.js";

export interface CoordinationOptions {
  readonly clock: Clock;
  readonly dedupeWindowMs: number;
}
/** Opens an adapter with nothing in it yet. */
export type OpenCoordination = (options: CoordinationOptions) => Promise<Coordination>;

export interface Subject {
  readonly clock: TestClock;
  readonly coordination: Coordination;
}
/** Opens the subject of one case; it is closed when the case is over. */
export type OpenSubject = (options?: { readonly dedupeWindowMs?: number }) => Promise<Subject>;

export const DEDUPE_WINDOW_MS = 300_000;

export function coordinationContract(name: string, open: OpenCoordination): void {
  describe(name, () => {
    const opened: Coordination[] = [];
    const openSubject: OpenSubject = async ({ dedupeWindowMs = DEDUPE_WINDOW_MS } = {}) => {
      const clock = new TestClock();
      const coordination = await open({ clock, dedupeWindowMs });
      opened.push(coordination);
      return { clock, coordination };
    };
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((coordination) => coordination.close()));
    });

    dedupeCases(openSubject);
    presenceCases(openSubject);
    wakeupCases(openSubject);
    timerCases(openSubject);
    limitCases(openSubject);
    nodeCases(openSubject);
  });
}

/** A match, player or message nobody else uses. */
export const freshId = (): string => randomUUID();
