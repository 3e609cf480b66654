/**
 * Whether a turn was lost before any server had anything to do with it: the network before the nodes held what its player
 * sent, or what its player had to hear first. Said only where the proxies can prove it.
 */
import type { Records } from "../history/read-records.js";
import type { Passage } from "../network/passage.js";
import type { Happened } from "../schedule/plan.js";
import { covered, type Moments, overlap } from "./moments.js";

export interface Turn extends Moments {
  readonly actorId: string;
  readonly matchId: string;
  readonly version: number;
}
export interface Ways {
  readonly records: Pick<Records, "operations" | "dials" | "sent">;
  /** By node, what the proxy before it saw. */
  readonly passages: readonly (readonly Passage[])[];
  readonly journal: readonly Happened[];
}

/** A move that came to a node later than this before the end of its turn has not come in time. */
const LAST_MS = 50;
/** Somebody who has just come back needs no more for a move: the time to connect, and the longest that a bot thinks. */
const ENOUGH_MS = 2_000 + 1_500;

export function isLostOnTheWay(turn: Turn, ways: Ways): boolean {
  const sent = sendingsIn(turn, ways);
  const inTime = turn.to - LAST_MS;
  if (sent.some(({ arrivedAt }) => arrivedAt !== null && arrivedAt <= inTime)) return false;
  const early = sent.filter(({ at }) => at <= inTime);
  if (early.length > 0) return early.every(({ isHeld }) => isHeld);
  const left = turn.to - turn.from - covered(turn, waitsIn(turn, ways));
  return left < ENOUGH_MS;
}

interface Sending {
  readonly at: number;
  /** When it went on to a node; null: never. */
  readonly arrivedAt: number | null;
  /** In a fault of the network before that node. */
  readonly isHeld: boolean;
}

/** Every time that a move for this turn went out. */
function sendingsIn({ actorId, matchId, version, to }: Turn, { records, passages, journal }: Ways): Sending[] {
  const own = records.operations.filter((op) => op.actorId === actorId && op.matchId === matchId);
  const msgIds = new Set(own.filter(({ basedOn }) => basedOn === version).map(({ msgId }) => msgId));
  return records.sent
    .filter(({ msgId }) => msgIds.has(msgId))
    .map(({ at, client, port, upto }) => {
      const dial = records.dials.findLast((one) => one.client === client && one.port === port && one.at <= at);
      const passage = passageOf(dial, passages);
      const arrivedAt = passage?.up.find((one) => one.upto >= upto)?.at ?? null;
      const underWay = { from: at, to: arrivedAt ?? to };
      const isHeld = dial !== undefined && passage !== null && faultsAt(dial.node, underWay, journal).length > 0;
      return { at, arrivedAt, isHeld };
    });
}

/** When something waited that its player had sent or was to hear, by a fault of the network there. */
function waitsIn(turn: Turn, { records, passages, journal }: Ways): Moments[] {
  const clients = new Set(records.operations.filter((op) => op.actorId === turn.actorId).map(({ client }) => client));
  return records.dials
    .filter(({ client, at }) => clients.has(client) && at <= turn.to)
    .flatMap((dial) => {
      const waits = passageOf(dial, passages)?.waits.filter((wait) => overlap(wait, turn)) ?? [];
      return waits.filter((wait) => faultsAt(dial.node, wait, journal).length > 0);
    });
}

/** A port may be another's later on. */
function passageOf(
  dial: { readonly node: number; readonly port: number; readonly at: number } | undefined,
  passages: Ways["passages"],
): Passage | null {
  if (dial === undefined) return null;
  const there = passages[dial.node] ?? [];
  return there.findLast(({ port, from }) => port === dial.port && from <= dial.at + LAST_MS) ?? null;
}

function faultsAt(node: number, when: Moments, journal: readonly Happened[]): Happened[] {
  return journal.filter((one) => one.kind.startsWith("net.") && one.place === node && overlap(one, when));
}
