/**
 * Who is at which match: takes note of watchers that come and go on this node, shares it through the
 * presence board, tells the followers, and lets the grace of those who stay away run out.
 */
import { type Seat, StorageUnavailable } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import type { Watcher } from "../live/watcher.js";
import type { MatchPresence, Ports, PresenceEntry } from "../ports.js";
import { assess, sameStanding } from "./standing.js";

export interface AttendanceDeps {
  readonly ports: Pick<Ports, "coordination" | "clock" | "log">;
  readonly nodeId: string;
  readonly debounceMs: number;
  /** Applies the match's policy to seats whose grace is over. @throws StorageUnavailable */
  readonly closeAbsence: (live: LiveMatch, gone: readonly Seat[]) => Promise<void>;
}

interface Attended {
  readonly live: LiveMatch;
  /** By connection: how many watchers it has, and as what it is on the board. */
  readonly here: Map<string, { watchers: number; readonly entry: PresenceEntry }>;
  cancelTimer: () => void;
  refreshing: Promise<void> | null;
  again: boolean;
  gone: readonly Seat[];
}

/** How long after a failure to settle an absence it is tried again. */
const RETRY_MS = 1_000;

export class Attendance {
  readonly #attended = new Map<string, Attended>();

  constructor(private readonly deps: AttendanceDeps) {
    const { wakeups } = deps.ports.coordination;
    wakeups.onWakeup((wakeup) => {
      if (wakeup.kind === "presence") this.#refreshById(wakeup.matchId);
    });
    wakeups.onGap(() => {
      for (const attended of this.#attended.values()) this.#refresh(attended);
    });
  }

  /** A watcher began to follow. Watchers without a lasting connection are not somebody being here. */
  async arrived(watcher: Watcher, playerId: string): Promise<void> {
    const attended = this.#attendedOf(watcher.match);
    const { connectionId, seat } = watcher;
    if (connectionId !== null) {
      const entry = { nodeId: this.deps.nodeId, connectionId, seat, playerId };
      const known = attended.here.get(connectionId) ?? { watchers: 0, entry };
      known.watchers += 1;
      attended.here.set(connectionId, known);
      if (known.watchers === 1) await this.#tell(attended, "arrive", entry);
    }
    this.#refresh(attended);
  }

  /** A watcher stopped. The seat's absence begins when its connection has no watcher of the match left. */
  async departed(watcher: Watcher): Promise<void> {
    const attended = this.#attended.get(watcher.match.id);
    const known = watcher.connectionId === null ? undefined : attended?.here.get(watcher.connectionId);
    if (!attended || !known) return;
    known.watchers -= 1;
    if (known.watchers > 0) return;
    attended.here.delete(known.entry.connectionId);
    await this.#tell(attended, "depart", known.entry);
    this.#refresh(attended);
  }

  /** Renews the leases of everybody here; also what rebuilds an emptied board. */
  async renew(): Promise<void> {
    const { presence } = this.deps.ports.coordination;
    for (const { live, here } of this.#attended.values()) {
      await Promise.all([...here.values()].map(({ entry }) => presence.arrive(live.id, entry)));
    }
  }

  /** Matches whose grace is still running must stay in memory; the others may be forgotten. */
  forgetIdle(isLive: (matchId: string) => boolean): void {
    for (const [matchId, attended] of this.#attended) {
      if (attended.here.size > 0 || isLive(matchId)) continue;
      attended.cancelTimer();
      this.#attended.delete(matchId);
    }
  }

  /** Whether someone's absence is still to be settled here. */
  isWaiting(matchId: string): boolean {
    const standing = this.#attended.get(matchId)?.live.standing;
    return [...(standing?.seats.values() ?? [])].some(
      ({ graceEndsAt, presence }) => presence === "away" && graceEndsAt !== null,
    );
  }

  #attendedOf(live: LiveMatch): Attended {
    const known = this.#attended.get(live.id);
    if (known?.live === live) return known;
    const attended: Attended = {
      live,
      here: known?.here ?? new Map(),
      cancelTimer: () => {},
      refreshing: null,
      again: false,
      gone: [],
    };
    known?.cancelTimer();
    live.onAdvance = () => this.#advanced(attended);
    this.#attended.set(live.id, attended);
    return attended;
  }

  /** A commit changes who has something to lose, and whose turn it is. */
  #advanced(attended: Attended): void {
    const everybodyHere = [...attended.live.standing.seats.values()].every(({ presence }) => presence === "here");
    if (everybodyHere && attended.live.standing.seats.size === attended.live.facts.seatCount) return;
    this.#refresh(attended);
  }

  async #tell(attended: Attended, what: "arrive" | "depart", entry: PresenceEntry): Promise<void> {
    const { presence, wakeups } = this.deps.ports.coordination;
    await presence[what](attended.live.id, entry);
    wakeups.publish({ kind: "presence", matchId: attended.live.id });
  }

  #refreshById(matchId: string): void {
    const attended = this.#attended.get(matchId);
    if (attended) this.#refresh(attended);
  }

  /** Reads the board again; calls that come while one read is under way are answered by one more. */
  #refresh(attended: Attended): void {
    if (attended.refreshing) {
      attended.again = true;
      return;
    }
    attended.refreshing = this.#assessNow(attended)
      .catch((fault: unknown) => this.#failed(attended, fault))
      .finally(() => {
        attended.refreshing = null;
        if (!attended.again) return;
        attended.again = false;
        this.#refresh(attended);
      });
  }

  async #assessNow(attended: Attended): Promise<void> {
    const { live } = attended;
    const { coordination, clock } = this.deps.ports;
    const presence = (await coordination.presence.read(live.id)) ?? this.#localPresence(attended);
    const { status, game, seats } = live.head.state;
    const graceMs = status === "playing" && game !== null ? live.game.absence(game).graceMs : null;
    const knownSince = live.hosted.loadedAt;
    const { debounceMs } = this.deps;
    const now = clock.now();
    const { standing, nextAt, gone } = assess({ seats, presence, graceMs, debounceMs, knownSince, now });
    if (!sameStanding(standing, live.standing)) live.setStanding(standing);
    attended.cancelTimer();
    attended.cancelTimer = nextAt === null ? () => {} : clock.after(nextAt - now, () => this.#refresh(attended));
    if (gone.length > 0) await this.deps.closeAbsence(live, gone);
  }

  /** The board is away: those connected here are here, of all others the last word stands. */
  #localPresence({ live, here }: Attended): MatchPresence {
    const entries = [...here.values()].map(({ entry }) => entry);
    const seats = live.head.state.seats.flatMap((playerId, seat) =>
      playerId === null ? [] : [{ seat, playerId, here: this.#believedHere(live, entries, seat), awaySince: null }],
    );
    return { seats, spectators: entries.filter(({ seat }) => seat === null).length };
  }

  #believedHere(live: LiveMatch, entries: readonly PresenceEntry[], seat: Seat): boolean {
    return entries.some((entry) => entry.seat === seat) || live.standing.seats.get(seat)?.presence === "here";
  }

  #failed(attended: Attended, fault: unknown): void {
    const { clock, log } = this.deps.ports;
    if (!(fault instanceof StorageUnavailable))
      log.error({ matchId: attended.live.id, fault: String(fault) }, "presence could not be settled");
    attended.cancelTimer();
    attended.cancelTimer = clock.after(RETRY_MS, () => this.#refresh(attended));
  }
}
