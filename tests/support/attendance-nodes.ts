/** Two nodes that see who is there, on one board, with a match of two players. */
import type { Seat } from "@holdfast/engine";
import { createMemoryCoordination } from "../../apps/server/src/memory/index.js";
import type { PresenceBoard } from "../../apps/server/src/ports.js";
import { Attendance } from "../../apps/server/src/presence/attendance.js";
import { closeAbsence } from "../../apps/server/src/usecases/close-absence.js";
import { reunite } from "../../apps/server/src/usecases/come-back.js";
import { watchMatch } from "../../apps/server/src/usecases/watch-match.js";
import { type ServerParts, serverParts, type Table, tableOf, userSession } from "./server-parts.js";
import type { TestClock } from "./test-clock.js";

export const GRACE = 60_000;
export const DEBOUNCE = 2_000;

/** One node with its attendance, and the absences it was asked to settle. */
export function nodeOf(parts: ServerParts, nodeId: string, beats = false) {
  const settled: (readonly Seat[])[] = [];
  const trouble: unknown[] = [];
  const attendance = new Attendance({
    ports: parts.ports,
    nodeId,
    debounceMs: DEBOUNCE,
    ...(beats ? { outages: parts.outages } : {}),
    async closeAbsence(live, gone) {
      settled.push(gone);
      if (trouble.length > 0) throw trouble.pop();
      await closeAbsence(parts, live, gone);
    },
    reunite: (live) => reunite(parts, live),
  });
  return { parts, attendance, settled, trouble };
}
export type Node = ReturnType<typeof nodeOf>;

export interface Attended extends Table {
  readonly node: Node;
  readonly other: Node;
  readonly shared: PresenceBoard;
  readonly clock: TestClock;
}

/** Two nodes that share storage, clock and presence board, and a match of Anna's and Bob's. */
export async function begin(
  names: readonly string[] = ["Anna", "Bob"],
  presence?: Partial<PresenceBoard>,
): Promise<Attended> {
  const plain = serverParts();
  const { clock } = plain;
  const board = createMemoryCoordination({ clock, dedupeWindowMs: 1 }).presence;
  const shared: PresenceBoard = {
    arrive: (...who) => board.arrive(...who),
    depart: (...who) => board.depart(...who),
    watch: (...who) => board.watch(...who),
    read: (matchId) => board.read(matchId),
    ...presence,
  };
  Object.assign(plain.ports.coordination, { presence: shared });
  const second = plain.another();
  Object.assign(second.ports.coordination, { presence: shared });
  const table = await tableOf(plain, names, { game: "tic-tac-toe", options: { graceMs: GRACE, turnMs: 0 } });
  return { node: nodeOf(plain, "n1"), other: nodeOf(second, "n2"), shared, clock, ...table };
}

let connections = 0;

/** A player's watcher on a node; the answer closes it. */
export async function comes(node: Node, { live, players }: Pick<Table, "live" | "players">, seat: Seat) {
  const session = players[seat] ?? userSession("Stranger");
  connections += 1;
  const watcher = await watchMatch(node.parts, session, {
    matchId: live.id,
    held: null,
    connectionId: `c${connections}`,
  });
  if (!watcher.ok) throw new Error(watcher.rejection.reason);
  watcher.value.open(() => {});
  node.attendance.arrived(watcher.value, session.playerId);
  await node.parts.clock.advance(0);
  return async () => {
    watcher.value.close();
    node.attendance.departed(watcher.value);
    await node.parts.clock.advance(0);
  };
}

export function shown(node: Node, { live }: Pick<Table, "live">) {
  const standing = node.parts.matches.peek(live.id)?.standing;
  return [0, 1].map((seat) => standing?.seats.get(seat)?.presence);
}
