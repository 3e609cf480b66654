/** What a match gives to players who come back: time, when it is their turn; and play, when it had stopped for them. */
import { ABSENT, type Command, RETURNED, type Seat, SYSTEM } from "@holdfast/engine";
import { creditOwed } from "../live/credit.js";
import type { LiveMatch } from "../live/live-match.js";
import { submit } from "../live/submit.js";
import { timingLine } from "../live/timing-line.js";
import type { Deps } from "./deps.js";

/** Who connects this soon after a turn began has not come back to it, but only arrived. */
const JUST_BEGUN_MS = 2_000;

/**
 * Makes the running turn longer by `extensionMs`, once, if it is this seat's and was under way. What an outage took of it
 * is given back first: who comes back after one would find the turn over.
 * @throws StorageUnavailable: what storage itself took of the turn is made good for when it is back.
 */
export async function comeBack(deps: Deps, live: LiveMatch, seat: Seat, extensionMs: number): Promise<void> {
  const credit = creditOwed(live, deps.matches.outages);
  if (credit !== null) await ask(deps, live, credit);
  const { status, last, deadline } = live.head.state;
  const now = deps.ports.clock.now();
  if (extensionMs === 0 || status !== "playing" || last === null || deadline === null) return;
  if (now < last.at + JUST_BEGUN_MS || now >= deadline) return;
  const timing = timingLine(live);
  if (!timing?.seats.includes(seat) || timing.extended) return;
  const msgId = `extend:${live.head.version}:${seat}`;
  await ask(deps, live, { kind: "extend", actorId: SYSTEM, msgId, seat, ms: extensionMs });
}

/**
 * Everybody is here: a pause that an absence caused is over. A match with a host goes on when the host says so.
 * @throws StorageUnavailable
 */
export async function reunite(deps: Deps, live: LiveMatch): Promise<void> {
  if (!isPausedForAbsence(live)) return;
  await ask(deps, live, { kind: "resume", actorId: SYSTEM, msgId: `returned:${live.head.version}`, reason: RETURNED });
}

/** And ends by itself when everybody is here. */
export function isPausedForAbsence(live: LiveMatch): boolean {
  const { status, pause } = live.head.state;
  if (status !== "paused" || live.facts.hostId !== null) return false;
  return pause ? pause.reason === ABSENT : live.game.onResume !== undefined;
}

async function ask({ ports, matches }: Deps, live: LiveMatch, command: Command): Promise<void> {
  const result = await submit({ ports, matches }, live, command, { receivedAt: ports.clock.now() });
  if (!result.ok) ports.log.debug({ matchId: live.id, reason: result.rejection.reason }, "a return changed nothing");
}
