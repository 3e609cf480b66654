/** A match that is being followed, with everything it tells noted down. */
import type { Match } from "../api.js";
import type { Asked } from "./fake-server.js";
import { eventsAt, makeWorld, resumed, stateFrame, type World } from "./world.js";

export const MARK = { type: "move", cell: 4 } as const;

export interface Seen {
  readonly versions: number[];
  readonly statuses: string[];
  readonly events: number[];
}
export type Following = World & Seen & { readonly match: Match };

export async function following(version = 3): Promise<Following> {
  const world = makeWorld();
  const match = await resumed(world, version);
  const seen: Seen = { versions: [], statuses: [], events: [] };
  match.subscribe((snapshot) => void seen.versions.push(snapshot.version));
  match.onStatus((status) => void seen.statuses.push(status));
  match.onEvents((each) => void seen.events.push(each.version));
  return { ...world, ...seen, match };
}

/** The next version, from the one before it. */
export function step(version: number): { epoch: number; version: number } {
  return stateFrame(version, { from: version - 1, events: [eventsAt(version)] });
}

export function subscriptions({ server }: World): Asked[] {
  return server.askedFor("match.state");
}
