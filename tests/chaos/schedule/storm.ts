/** Lets a plan of faults happen to an arena, and keeps a journal of what happened when. */
import { setTimeout as pause } from "node:timers/promises";
import type { Arena } from "../services/arena.js";
import { inflict } from "./inflict.js";
import { type Happened, type PlannedFault, struckBy } from "./plan.js";

/** What has still not begun so long after the storm is left out: this machine is too slow for the plan. */
const LATEST_MS = 60_000;

/**
 * Each fault at its time, whatever others still go on; those that strike the same thing wait for each other.
 * Resolves when `ms` have passed and all of it is over.
 */
export async function storm(arena: Arena, plan: readonly PlannedFault[], ms: number): Promise<readonly Happened[]> {
  const began = Date.now();
  const journal: Happened[] = [];
  /** By what is struck: the last fault that strikes it. */
  const busy = new Map<string, Promise<void>>();
  for (const fault of plan) {
    await pause(Math.max(0, began + fault.atMs - Date.now()));
    const struck = struckBy(fault, arena.places.length);
    const before = Promise.all(struck.flatMap((what) => busy.get(what) ?? []));
    const strike = async () => {
      const from = Date.now();
      if (from > began + ms + LATEST_MS) return;
      const note = await inflict(arena, fault);
      const happened = { kind: fault.kind, place: fault.place, from, to: Date.now() };
      journal.push(typeof note === "string" ? { ...happened, note } : happened);
      if (fault.restMs !== undefined) await pause(fault.restMs);
    };
    const over = before.then(strike);
    // Thrown below, when all others are over.
    over.catch(() => {});
    for (const what of struck) busy.set(what, over);
  }
  await Promise.all(busy.values());
  await pause(Math.max(0, began + ms - Date.now()));
  return journal.sort((a, b) => a.from - b.from);
}
