/** Carries a planned fault out, and undoes it when its time is over. */
import { setTimeout as pause } from "node:timers/promises";
import type { Arena, Place } from "../services/arena.js";
import type { FaultKind, PlannedFault } from "./plan.js";

type Act = (arena: Arena, fault: PlannedFault) => Promise<void>;

const ACTS: Partial<Record<FaultKind, Act>> = {
  "node.kill": (arena, fault) => away(placeOf(arena, fault), "SIGKILL", fault.forMs),
  "node.stop": (arena, fault) => away(placeOf(arena, fault), "SIGTERM", fault.forMs),
};

/** Resolves when it is over and what it struck runs again, as far as others let it. */
export async function inflict(arena: Arena, fault: PlannedFault): Promise<void> {
  const act = ACTS[fault.kind];
  if (act === undefined) throw new Error(`nobody knows how to inflict ${fault.kind}`);
  await act(arena, fault);
}

function placeOf({ places }: Arena, { kind, place }: PlannedFault): Place {
  const found = place === null ? undefined : places[place];
  if (found === undefined) throw new Error(`${kind} strikes no node that there is`);
  return found;
}

async function away({ node }: Place, signal: "SIGKILL" | "SIGTERM", forMs: number): Promise<void> {
  await node.end(signal);
  await pause(forMs);
  node.start();
}
