/**
 * Who is at which match: takes note of watchers that come and go on this node, shares it through the presence board, and
 * looks at the board whenever something may have changed there.
 */
import { type Seat, StorageUnavailable } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import type { OutageBook } from "../live/outage-book.js";
import { settleEach } from "../live/settle-each.js";
import type { Watcher } from "../live/watcher.js";
import { type Ports, PRESENCE_LEASE_MS } from "../ports.js";
import { type Attended, attendedOf, noteHere } from "./attended.js";
import { Audiences } from "./audiences.js";
import { Look, type LookDeps } from "./look.js";
import { RETRY_MS, Telling } from "./telling.js";

export interface AttendanceDeps extends LookDeps {
  readonly ports: Pick<Ports, "coordination" | "clock" | "log">;
  readonly nodeId: string;
  readonly outages?: LookDeps["outages"] & Pick<OutageBook, "sayUnsaid">;
}

/** How often `renew` must be called: one renewal may fail and the lease still holds. */
export const RENEW_EVERY_MS = Math.floor(PRESENCE_LEASE_MS / 3) - 7;

export class Attendance {
  readonly #attended = new Map<string, Attended>();
  readonly #telling: Telling;
  readonly #audiences: Audiences;
  readonly #look: Look;
  #stopped = false;
  /** When the store of coordination was last seen to come back. */
  #unbrokenSince = 0;

  constructor(private readonly deps: AttendanceDeps) {
    const { wakeups } = deps.ports.coordination;
    const onFault = (matchId: string, fault: unknown) => this.#report(matchId, fault);
    const lookAt = (matchId: string) => this.#lookAt(matchId);
    this.#telling = new Telling({ ports: deps.ports, onTold: lookAt, onFault });
    this.#audiences = new Audiences({ ports: deps.ports, nodeId: deps.nodeId, onNotKept: lookAt, onFault });
    this.#look = new Look(deps, {
      telling: this.#telling,
      isStopped: () => this.#stopped,
      wakeAt: (attended, at) => this.#wakeAt(attended, at),
    });
    deps.outages?.sayUnsaid(() => this.#telling.unsaid());
    wakeups.onWakeup((wakeup) => {
      if (wakeup.kind === "presence") this.#lookAt(wakeup.matchId);
    });
    wakeups.onGap(() => {
      // Who came in the meantime may not have got onto the board.
      this.#unbrokenSince = deps.ports.clock.now();
      for (const attended of this.#attended.values()) {
        attended.knownSince = this.#unbrokenSince;
        void this.#refresh(attended);
      }
    });
  }

  /**
   * A watcher began to follow. Watchers without a lasting connection are not somebody being here. Whoever is told of makes
   * everybody look, this node too.
   */
  arrived(watcher: Watcher, playerId: string): void {
    const attended = this.#attendedOf(watcher.match);
    const { connectionId, seat } = watcher;
    if (connectionId === null) return void this.#refresh(attended);
    if (seat === null) return this.#joined(attended, connectionId);
    const entry = { nodeId: this.deps.nodeId, connectionId, seat, playerId };
    const key = keyOf(connectionId, seat);
    const known = attended.here.get(key) ?? { watchers: 0, entry };
    known.watchers += 1;
    attended.here.set(key, known);
    if (known.watchers === 1) this.#telling.arrived(watcher.match.id, entry);
    else void this.#refresh(attended);
  }

  /** A watcher stopped. The seat's absence begins when its connection has no watcher of the seat left. */
  departed(watcher: Watcher): void {
    const attended = this.#attended.get(watcher.match.id);
    const { connectionId, seat } = watcher;
    if (!attended || connectionId === null) return;
    if (seat === null) return this.#left(attended, connectionId);
    const key = keyOf(connectionId, seat);
    const known = attended.here.get(key);
    if (!known) return;
    known.watchers -= 1;
    if (known.watchers > 0) return;
    attended.here.delete(key);
    noteHere(attended, known.entry, this.deps.ports.clock.now());
    this.#telling.departed(watcher.match.id, known.entry);
  }

  /**
   * Renews the leases of everybody here, which also rebuilds an emptied board, and looks at every match again:
   * a node that died says nothing, and what others say may be lost.
   */
  async renew(): Promise<void> {
    await Promise.all([this.#telling.renew(), this.#audiences.renew()]);
    await settleEach([...this.#attended.values()], (one) => this.#refresh(one));
  }

  /** Matches whose grace is still running must stay in memory; the others may be forgotten. */
  forgetIdle(isLive: (matchId: string) => boolean): void {
    for (const [matchId, attended] of this.#attended) {
      if (attended.here.size + attended.audience.size > 0 || isLive(matchId)) continue;
      attended.cancelTimer();
      this.#attended.delete(matchId);
    }
  }

  /** Whether someone's absence is still to be settled here. */
  isWaiting(matchId: string): boolean {
    const attended = this.#attended.get(matchId);
    return attended !== undefined && (attended.isWaiting || attended.refreshing !== null);
  }

  /** Settles nothing any more: the node stops. Resolves when what is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#telling.stop();
    const running = [...this.#attended.values()].map(({ cancelTimer, refreshing }) => {
      cancelTimer();
      return refreshing ?? Promise.resolve();
    });
    await Promise.all(running);
  }

  /** Somebody who is at no seat: of the audience one connection counts once. */
  #joined(attended: Attended, connectionId: string): void {
    const { audience, live } = attended;
    const watchers = audience.get(connectionId) ?? 0;
    audience.set(connectionId, watchers + 1);
    if (watchers === 0) this.#audiences.changed(live.id, audience.size);
    else void this.#refresh(attended);
  }

  #left({ audience, live }: Attended, connectionId: string): void {
    const watchers = audience.get(connectionId);
    if (watchers === undefined) return;
    if (watchers > 1) return void audience.set(connectionId, watchers - 1);
    audience.delete(connectionId);
    this.#audiences.changed(live.id, audience.size);
  }

  #attendedOf(live: LiveMatch): Attended {
    const known = this.#attended.get(live.id);
    if (known?.live === live) return known;
    const attended = attendedOf(live, known, this.#unbrokenSince);
    known?.cancelTimer();
    live.onAdvance = () => this.#advanced(attended);
    this.#attended.set(live.id, attended);
    return attended;
  }

  /** A commit can change who sits where, who has something to lose, and whose turn it is. */
  #advanced(attended: Attended): void {
    const { standing, head } = attended.live;
    const { seats, status } = attended.assessed;
    const isSame = head.state.seats === seats && head.state.status === status;
    const everybodyHere = [...standing.seats.values()].every(({ presence }) => presence === "here");
    if (!isSame || !everybodyHere) void this.#refresh(attended);
  }

  #lookAt(matchId: string): void {
    const attended = this.#attended.get(matchId);
    if (attended) void this.#refresh(attended);
  }

  /** Reads the board again; calls that come while one read is under way are answered by one more. */
  #refresh(attended: Attended): Promise<void> {
    if (this.#stopped || this.#attended.get(attended.live.id) !== attended) return Promise.resolve();
    if (attended.refreshing) {
      attended.again = true;
      return attended.refreshing;
    }
    const refreshing = this.#refreshUntilCurrent(attended);
    attended.refreshing = refreshing;
    return refreshing;
  }

  async #refreshUntilCurrent(attended: Attended): Promise<void> {
    do {
      attended.again = false;
      try {
        await this.#look.take(attended);
      } catch (fault) {
        this.#failed(attended, fault);
      }
    } while (attended.again && !this.#stopped);
    // In the same breath as the look at `again`: a call that comes later starts anew.
    attended.refreshing = null;
  }

  #wakeAt(attended: Attended, at: number | null): void {
    const { clock } = this.deps.ports;
    attended.cancelTimer();
    if (at === null || this.#stopped) return;
    attended.cancelTimer = clock.after(at - clock.now(), () => void this.#refresh(attended));
  }

  #failed(attended: Attended, fault: unknown): void {
    this.#report(attended.live.id, fault);
    this.#wakeAt(attended, this.deps.ports.clock.now() + RETRY_MS);
  }

  #report(matchId: string, fault: unknown): void {
    if (fault instanceof StorageUnavailable) return;
    this.deps.ports.log.error({ matchId, fault: String(fault) }, "presence could not be settled");
  }
}

function keyOf(connectionId: string, seat: Seat): string {
  return `${connectionId}/${seat}`;
}
