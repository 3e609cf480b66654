/**
 * A look at the board for one match: followers are told who is here, a paused match whose players are all here goes on,
 * and those whose grace is over are counted as absent.
 */
import type { Seat } from "@holdfast/engine";
import { absencePolicy } from "../live/absence-policy.js";
import type { LiveMatch, Standing } from "../live/live-match.js";
import { NO_OUTAGES, type OutageBook } from "../live/outage-book.js";
import { BEAT_EVERY_MS } from "../live/outages.js";
import type { MatchPresence, Ports } from "../ports.js";
import { type Attended, localTo } from "./attended.js";
import { type Assessment, assess, sameSeats, sameStanding } from "./standing.js";
import { RETRY_MS, type Telling } from "./telling.js";

export interface LookDeps {
  readonly ports: Pick<Ports, "coordination" | "clock">;
  readonly debounceMs: number;
  /** Left out: the server is never away. */
  readonly outages?: Pick<
    OutageBook,
    "canSeeAbsence" | "isBoardTrue" | "graceEnd" | "haveAllSaid" | "unsaidSeats" | "catchUp"
  >;
  /** Applies the match's policy to seats whose grace is over. @throws StorageUnavailable */
  readonly closeAbsence: (live: LiveMatch, gone: readonly Seat[]) => Promise<void>;
  /** A match is paused and everybody is here. @throws StorageUnavailable */
  readonly reunite: (live: LiveMatch) => Promise<void>;
}

/** The least time between two tellings of how many watch: each goes to everybody who watches. */
export const AUDIENCE_EVERY_MS = 1_000;

export interface LookHooks {
  readonly telling: Pick<Telling, "notListed" | "unsaidOf">;
  readonly isStopped: () => boolean;
  /** The match is to be looked at again then; null: not for any reason known now. */
  readonly wakeAt: (attended: Attended, at: number | null) => void;
}

export class Look {
  constructor(
    private readonly deps: LookDeps,
    private readonly hooks: LookHooks,
  ) {}

  /** Reads the board, tells what it says, and does what follows from it. @throws StorageUnavailable */
  async take(attended: Attended): Promise<void> {
    const { live } = attended;
    const presence = await this.deps.ports.coordination.presence.read(live.id);
    if (this.hooks.isStopped()) return;
    const againAt = this.#tellAgain(attended, presence);
    const { standing, nextAt, gone, isWaiting } = this.#assessNow(attended, presence);
    const tellAt = this.#announce(attended, standing);
    attended.isWaiting = isWaiting;
    this.hooks.wakeAt(attended, earlier(earlier(nextAt, tellAt), againAt));
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
    else this.hooks.wakeAt(attended, ports.clock.now() + BEAT_EVERY_MS);
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
    const unsaid = new Set([...this.hooks.telling.unsaidOf(live.id), ...outages.unsaidSeats(live.id)]);
    for (const seat of unsaid) {
      const playerId = live.head.state.seats[seat];
      if (typeof playerId === "string") hereUntil.set(seat, { playerId, at: now });
    }
    return unsaid;
  }

  /** The board does not list somebody who is here: it has lost that. Answers when to look again, if so, or if it cannot say. */
  #tellAgain({ live, here, audience }: Attended, presence: MatchPresence | null): number | null {
    if (presence === null) return here.size + audience.size > 0 ? this.deps.ports.clock.now() + RETRY_MS : null;
    const listed = new Set(presence.seats.flatMap(({ seat, here: isHere }) => (isHere ? [seat] : [])));
    const missing = [...here.values()].flatMap(({ entry }) => {
      const sits = live.head.state.seats[entry.seat] === entry.playerId;
      return sits && !listed.has(entry.seat) ? [entry] : [];
    });
    return this.hooks.telling.notListed(live.id, missing);
  }
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
