/**
 * Who is at which match: takes note of watchers that come and go on this node, shares it through the
 * presence board, tells the followers, and lets the grace of those who stay away run out.
 */
import { type MatchState, type Seat, StorageUnavailable } from "@holdfast/engine";
import { absencePolicy } from "../live/absence-policy.js";
import type { LiveMatch, Standing } from "../live/live-match.js";
import { NO_OUTAGES, type OutageBook } from "../live/outage-book.js";
import { BEAT_EVERY_MS } from "../live/outages.js";
import { settleEach } from "../live/settle-each.js";
import type { Watcher } from "../live/watcher.js";
import { type MatchPresence, type Ports, PRESENCE_LEASE_MS, type PresenceEntry } from "../ports.js";
import { type Assessment, assess, type HereUntil, type Notes, sameSeats, sameStanding } from "./standing.js";
import { RETRY_MS, Telling } from "./telling.js";

export interface AttendanceDeps {
  readonly ports: Pick<Ports, "coordination" | "clock" | "log">;
  readonly nodeId: string;
  readonly debounceMs: number;
  /** Left out: the server is never away. */
  readonly outages?: Pick<
    OutageBook,
    "canSeeAbsence" | "isBoardTrue" | "graceEnd" | "haveAllSaid" | "sayUnsaid" | "unsaidSeats" | "catchUp"
  >;
  /** Applies the match's policy to seats whose grace is over. @throws StorageUnavailable */
  readonly closeAbsence: (live: LiveMatch, gone: readonly Seat[]) => Promise<void>;
  /** A match is paused and everybody is here. @throws StorageUnavailable */
  readonly reunite: (live: LiveMatch) => Promise<void>;
}

/** How often `renew` must be called: one renewal may fail and the lease still holds. */
export const RENEW_EVERY_MS = Math.floor(PRESENCE_LEASE_MS / 3) - 7;
/** The least time between two tellings of how many watch: each goes to everybody who watches. */
export const AUDIENCE_EVERY_MS = 1_000;

type Told = Pick<MatchState, "seats" | "status">;

interface Attended {
  readonly live: LiveMatch;
  /** By connection and seat: how many watchers there are, and as what they are on the board. */
  readonly here: Map<string, { watchers: number; readonly entry: PresenceEntry }>;
  notes: Notes;
  /** Until when the players are known to have been here, or it could not be ruled out, whatever the board says. */
  readonly hereUntil: Map<Seat, HereUntil>;
  /** Since when an absence can be seen without a break. */
  knownSince: number;
  /** Since when there is something to lose; as early as can be for a match that was played when it was loaded. */
  playingSince: number;
  /** What the last assessment was of. */
  assessed: Told;
  /** The absence that was settled last, so that it is settled once. */
  settled: string;
  /** The version at which everybody was found to be here again, so that it is said once. */
  reunited: number;
  isWaiting: boolean;
  /** When the followers were last told how many watch. */
  audienceToldAt: number;
  cancelTimer: () => void;
  refreshing: Promise<void> | null;
  again: boolean;
}

export class Attendance {
  readonly #attended = new Map<string, Attended>();
  readonly #telling: Telling;
  #stopped = false;
  /** When the store of coordination was last seen to come back. */
  #unbrokenSince = 0;

  constructor(private readonly deps: AttendanceDeps) {
    const { wakeups } = deps.ports.coordination;
    this.#telling = new Telling({
      ports: deps.ports,
      onTold: (matchId) => this.#lookAt(matchId),
      onFault: (matchId, fault) => this.#report(matchId, fault),
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
    const entry = { nodeId: this.deps.nodeId, connectionId, seat, playerId };
    const known = attended.here.get(keyOf(watcher)) ?? { watchers: 0, entry };
    known.watchers += 1;
    attended.here.set(keyOf(watcher), known);
    if (known.watchers === 1) this.#telling.arrived(watcher.match.id, entry);
    else void this.#refresh(attended);
  }

  /** A watcher stopped. The seat's absence begins when its connection has no watcher of the seat left. */
  departed(watcher: Watcher): void {
    const attended = this.#attended.get(watcher.match.id);
    const known = attended?.here.get(keyOf(watcher));
    if (!attended || !known) return;
    known.watchers -= 1;
    if (known.watchers > 0) return;
    attended.here.delete(keyOf(watcher));
    this.#noteHere(attended, known.entry);
    this.#telling.departed(watcher.match.id, known.entry);
  }

  /**
   * Renews the leases of everybody here, which also rebuilds an emptied board, and looks at every match again:
   * a node that died says nothing, and what others say may be lost.
   */
  async renew(): Promise<void> {
    await this.#telling.renew();
    await settleEach([...this.#attended.values()], (one) => this.#refresh(one));
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

  #attendedOf(live: LiveMatch): Attended {
    const known = this.#attended.get(live.id);
    if (known?.live === live) return known;
    const { seats, status } = live.head.state;
    const attended: Attended = {
      live,
      here: known?.here ?? new Map(),
      notes: new Map(),
      hereUntil: known?.hereUntil ?? new Map(),
      knownSince: Math.max(live.hosted.loadedAt, this.#unbrokenSince),
      playingSince: 0,
      assessed: { seats, status },
      settled: "",
      reunited: -1,
      isWaiting: false,
      audienceToldAt: 0,
      cancelTimer: () => {},
      refreshing: null,
      again: false,
    };
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

  #noteHere({ live, hereUntil }: Attended, { seat, playerId }: PresenceEntry): void {
    if (seat === null || live.head.state.seats[seat] !== playerId) return;
    hereUntil.set(seat, { playerId, at: this.deps.ports.clock.now() });
  }

  /** The board does not list somebody who is here: it has lost that. Answers when to look again, if so, or if it cannot say. */
  #tellAgain({ live, here }: Attended, presence: MatchPresence | null): number | null {
    if (presence === null) return here.size > 0 ? this.deps.ports.clock.now() + RETRY_MS : null;
    const listed = new Set(presence.seats.flatMap(({ seat, here: isHere }) => (isHere ? [seat] : [])));
    const missing = [...here.values()].flatMap(({ entry }) => {
      const sits = entry.seat !== null && live.head.state.seats[entry.seat] === entry.playerId;
      return sits && !listed.has(entry.seat) ? [entry] : [];
    });
    return this.#telling.notListed(live.id, missing);
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
        await this.#refreshOnce(attended);
      } catch (fault) {
        this.#failed(attended, fault);
      }
    } while (attended.again && !this.#stopped);
    // In the same breath as the look at `again`: a call that comes later starts anew.
    attended.refreshing = null;
  }

  async #refreshOnce(attended: Attended): Promise<void> {
    const { live } = attended;
    const presence = await this.deps.ports.coordination.presence.read(live.id);
    if (this.#stopped) return;
    const againAt = this.#tellAgain(attended, presence);
    const { standing, nextAt, gone, isWaiting } = this.#assessNow(attended, presence);
    const tellAt = this.#announce(attended, standing);
    attended.isWaiting = isWaiting;
    this.#wakeAt(attended, earlier(earlier(nextAt, tellAt), againAt));
    await this.#reunite(attended, presence);
    const absence = `${live.head.version}:${gone.join(",")}`;
    if (gone.length === 0 || absence === attended.settled) return;
    if (await this.#learnsMore(attended, standing, gone)) return;
    await this.deps.closeAbsence(live, gone);
    attended.settled = absence;
  }

  /**
   * The end of a grace may have fallen into an outage that nobody knew of yet, or a node may have seen somebody of whom it
   * could not tell the board. Whether that had to be asked for: then the board is looked at afresh.
   */
  async #learnsMore(attended: Attended, { seats }: Standing, gone: readonly Seat[]): Promise<boolean> {
    const { outages = NO_OUTAGES, ports } = this.deps;
    const ends = Math.max(...gone.map((seat) => seats.get(seat)?.graceEndsAt ?? 0));
    if (outages.haveAllSaid(ends)) return false;
    await outages.catchUp(ends);
    if (outages.haveAllSaid(ends)) attended.again = true;
    // Not all have beaten since; this node hears of it with a beat of its own.
    else this.#wakeAt(attended, ports.clock.now() + BEAT_EVERY_MS);
    return true;
  }

  /** Unknown is not here: while the board cannot say, a pause goes on. */
  async #reunite(attended: Attended, presence: MatchPresence | null): Promise<void> {
    const { live } = attended;
    const { status, seats } = live.head.state;
    const { version } = live.head;
    if (status !== "paused" || presence === null || attended.reunited === version) return;
    const areHere = seats.every((_, seat) => live.standing.seats.get(seat)?.presence === "here");
    if (!areHere) return;
    attended.reunited = version;
    await this.deps.reunite(live);
  }

  /** Tells the followers who is here; answers when to look again where a change of the audience alone came too soon. */
  #announce(attended: Attended, standing: Standing): number | null {
    const { live } = attended;
    if (sameStanding(standing, live.standing)) return null;
    if (standing.spectators !== live.standing.spectators) {
      const now = this.deps.ports.clock.now();
      const mayTellAt = attended.audienceToldAt + AUDIENCE_EVERY_MS;
      if (now < mayTellAt && sameSeats(standing, live.standing)) return mayTellAt;
      attended.audienceToldAt = now;
    }
    live.setStanding(standing);
    return null;
  }

  #assessNow(attended: Attended, presence: MatchPresence | null): Assessment {
    const { live } = attended;
    const { status, seats } = live.head.state;
    const now = this.deps.ports.clock.now();
    if (presence === null) attended.knownSince = now;
    if (status === "playing" && attended.assessed.status !== "playing") attended.playingSince = now;
    attended.assessed = { seats, status };
    const { notes, knownSince, playingSince } = attended;
    const graceMs = absencePolicy(live)?.graceMs ?? null;
    const local = localTo(attended);
    const { debounceMs, outages = NO_OUTAGES } = this.deps;
    const held = outages.canSeeAbsence ? null : outages.isBoardTrue ? "away" : "blind";
    const server = { held, graceEnd: outages.graceEnd.bind(outages) } as const;
    const since = { knownSince, playingSince };
    const unsaid = this.#unsaidOf(attended, now);
    const seen = { presence, local, unsaid, hereUntil: attended.hereUntil };
    const assessment = assess({ seats, ...seen, notes, graceMs, debounceMs, ...since, ...server, now });
    attended.notes = assessment.notes;
    return assessment;
  }

  /** For so long as that is so nobody's absence there begins. */
  #unsaidOf({ live, hereUntil }: Attended, now: number): ReadonlySet<Seat> {
    const { outages = NO_OUTAGES } = this.deps;
    const unsaid = new Set([...this.#telling.unsaidOf(live.id), ...outages.unsaidSeats(live.id)]);
    for (const seat of unsaid) {
      const playerId = live.head.state.seats[seat];
      if (typeof playerId === "string") hereUntil.set(seat, { playerId, at: now });
    }
    return unsaid;
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

function keyOf({ connectionId, seat }: Watcher): string {
  return `${connectionId}/${seat ?? ""}`;
}

/** Who is connected here, each as who sits there now. */
function localTo({ live, here }: Attended): { readonly seats: ReadonlySet<Seat>; readonly spectators: number } {
  const seats = new Set<Seat>();
  let spectators = 0;
  for (const { entry } of here.values()) {
    if (entry.seat === null) spectators += 1;
    else if (live.head.state.seats[entry.seat] === entry.playerId) seats.add(entry.seat);
  }
  return { seats, spectators };
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
