/**
 * Which connection holds which seat. A claim is numbered by storage (`session_no`), so that the newest
 * is the newest on every node, whatever Redis forgets. What another node says of a newer one is a reason to ask
 * storage, and nothing more; a notice that was missed is made up for by asking now and then. Until then it is
 * harmless: it is the same player, and moves are fenced anyway.
 */
import { type SeatKey, StorageUnavailable } from "@holdfast/engine";
import type { Watcher } from "../live/watcher.js";
import type { Ports, Wakeup } from "../ports.js";
import type { SeatClaim, SeatSessions } from "../usecases/deps.js";
import { SUPERSEDED } from "../usecases/resume-match.js";

/** One connection's hold on one seat. `sessionNo` is null until storage has numbered the claim. */
interface Hold {
  readonly claim: SeatClaim;
  sessionNo: number | null;
  numbering: Promise<void> | null;
  /** The highest number heard of while this claim waits for its own. */
  overtakenBy: number;
  readonly watchers: Set<Watcher>;
}
type Newer = Pick<SeatClaim, "matchId" | "seat" | "playerId"> & { readonly sessionNo: number };

/** Longer than any request of a connection can still run once it has closed. */
const REMEMBER_CLOSED_MS = 120_000;

/** Seats asked about in one query. */
const ASKED_AT_ONCE = 500;

export class LocalSeatSessions implements SeatSessions {
  /** By seat (`matchId:seat`), then by connection. */
  readonly #bySeat = new Map<string, Map<string, Hold>>();
  readonly #seatsOf = new Map<string, Set<string>>();
  /** When each connection closed, oldest first: what it had asked for may still be under way. */
  readonly #closed = new Map<string, number>();
  /** Seats of which storage is to be asked, by key. */
  readonly #unsure = new Map<string, SeatKey>();
  #asking: Promise<void> | null = null;

  constructor(
    private readonly ports: Pick<Ports, "store" | "coordination" | "clock" | "log">,
    /** Called when a connection has lost a seat, after its watchers were told. */
    private readonly onSuperseded: (connectionId: string) => void,
  ) {
    const { wakeups } = ports.coordination;
    wakeups.onWakeup((wakeup) => this.#heard(wakeup));
    wakeups.onGap(() => void this.checkAll());
  }

  /** Asks storage whether anybody who watches here has lost a seat without hearing of it. Never throws. */
  checkAll(): Promise<void> {
    for (const [key, holds] of this.#bySeat) {
      const watched = [...holds.values()].find(({ watchers }) => watchers.size > 0);
      if (watched) this.#unsure.set(key, watched.claim);
    }
    return this.#ask();
  }

  /** Claims once per connection, however often it asks. */
  async claim(claim: SeatClaim): Promise<void> {
    if (this.#closed.has(claim.connectionId)) return;
    const hold = this.#holdOf(claim);
    if (hold.sessionNo !== null) return;
    hold.numbering ??= this.#number(hold).finally(() => {
      hold.numbering = null;
    });
    await hold.numbering;
  }

  /** Registers a watcher that must end when its connection loses the seat. */
  attach(watcher: Watcher): void {
    if (watcher.seat === null || watcher.connectionId === null) return;
    const hold = this.#find(watcher);
    // Somebody else claimed the seat between this watcher's own claim and now.
    if (hold) hold.watchers.add(watcher);
    else watcher.end(SUPERSEDED);
  }

  /** The watcher is gone. Its connection keeps the seat until it closes or is superseded. */
  detach(watcher: Watcher): void {
    this.#find(watcher)?.watchers.delete(watcher);
  }

  /** Forgets the claims of a closed connection. */
  forget(connectionId: string): void {
    for (const key of this.#seatsOf.get(connectionId) ?? []) this.#drop(key, connectionId);
    this.#seatsOf.delete(connectionId);
    const now = this.ports.clock.now();
    this.#closed.set(connectionId, now);
    for (const [id, closedAt] of this.#closed) {
      if (closedAt > now - REMEMBER_CLOSED_MS) break;
      this.#closed.delete(id);
    }
  }

  #holdOf(claim: SeatClaim): Hold {
    const key = `${claim.matchId}:${claim.seat}`;
    const holds = this.#bySeat.get(key) ?? new Map<string, Hold>();
    this.#bySeat.set(key, holds);
    const known = holds.get(claim.connectionId);
    if (known) return known;
    const hold: Hold = { claim, sessionNo: null, numbering: null, overtakenBy: 0, watchers: new Set() };
    holds.set(claim.connectionId, hold);
    const seats = this.#seatsOf.get(claim.connectionId) ?? new Set<string>();
    this.#seatsOf.set(claim.connectionId, seats.add(key));
    return hold;
  }

  #find({ match, seat, connectionId }: Watcher): Hold | undefined {
    return connectionId === null ? undefined : this.#bySeat.get(`${match.id}:${seat}`)?.get(connectionId);
  }

  #drop(key: string, connectionId: string): void {
    const holds = this.#bySeat.get(key);
    holds?.delete(connectionId);
    if (holds?.size === 0) this.#bySeat.delete(key);
  }

  /** Storage away: watching goes on unnumbered, and the next request of this connection claims again. */
  async #number(hold: Hold): Promise<void> {
    const { matchId, seat, playerId } = hold.claim;
    try {
      hold.sessionNo = await this.ports.store.claimSeat(matchId, seat, playerId);
    } catch (fault) {
      if (!(fault instanceof StorageUnavailable)) throw fault;
      this.ports.log.warn({ matchId }, "a seat could not be claimed: storage is away");
    }
    if (hold.sessionNo === null || this.#closed.has(hold.claim.connectionId)) return;
    if (hold.overtakenBy > hold.sessionNo) {
      this.#lose(hold);
      return;
    }
    const newer = { matchId, seat, playerId, sessionNo: hold.sessionNo };
    this.#supersede(newer);
    this.ports.coordination.wakeups.publish({ kind: "seat", ...newer });
  }

  #heard(wakeup: Wakeup): void {
    if (wakeup.kind !== "seat") return;
    const { matchId, seat, playerId, sessionNo } = wakeup;
    const key = `${matchId}:${seat}`;
    const holds = [...(this.#bySeat.get(key)?.values() ?? [])];
    const concerns = holds.some((hold) => hold.claim.playerId === playerId && (hold.sessionNo ?? 0) < sessionNo);
    if (!concerns) return;
    this.#unsure.set(key, { matchId, seat });
    void this.#ask();
  }

  /** One question at a time, however much is said meanwhile. */
  #ask(): Promise<void> {
    this.#asking ??= this.#askUntilSure().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #askUntilSure(): Promise<void> {
    try {
      while (this.#unsure.size > 0) await this.#askSome();
    } catch (fault) {
      // The next round asks about all of them again.
      this.#unsure.clear();
      if (!(fault instanceof StorageUnavailable)) throw fault;
    }
  }

  async #askSome(): Promise<void> {
    const asked = [...this.#unsure].slice(0, ASKED_AT_ONCE);
    for (const [key] of asked) this.#unsure.delete(key);
    const sessions = await this.ports.store.sessionsOf(asked.map(([, { matchId, seat }]) => ({ matchId, seat })));
    for (const { playerId, ...session } of sessions) if (playerId !== null) this.#supersede({ ...session, playerId });
  }

  #supersede({ matchId, seat, playerId, sessionNo }: Newer): void {
    for (const hold of this.#bySeat.get(`${matchId}:${seat}`)?.values() ?? []) {
      if (hold.claim.playerId !== playerId) continue;
      if (hold.sessionNo === null) hold.overtakenBy = Math.max(hold.overtakenBy, sessionNo);
      else if (hold.sessionNo < sessionNo) this.#lose(hold);
    }
  }

  #lose({ claim: { matchId, seat, connectionId }, watchers }: Hold): void {
    const key = `${matchId}:${seat}`;
    this.#drop(key, connectionId);
    this.#seatsOf.get(connectionId)?.delete(key);
    for (const watcher of watchers) watcher.end(SUPERSEDED);
    this.onSuperseded(connectionId);
  }
}
