/**
 * Which connection holds which seat. A claim is numbered by storage (`session_no`), so that the newest
 * is the newest on every node, whatever Redis forgets. A missed notice is harmless: it is the same
 * player, and moves are fenced anyway.
 */
import { StorageUnavailable } from "@holdfast/engine";
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

export class LocalSeatSessions implements SeatSessions {
  /** By seat (`matchId:seat`), then by connection. */
  readonly #bySeat = new Map<string, Map<string, Hold>>();
  readonly #seatsOf = new Map<string, Set<string>>();
  /** When each connection closed, oldest first: what it had asked for may still be under way. */
  readonly #closed = new Map<string, number>();

  constructor(
    private readonly ports: Pick<Ports, "store" | "coordination" | "clock" | "log">,
    /** Called when a connection has lost a seat, after its watchers were told. */
    private readonly onSuperseded: (connectionId: string) => void,
  ) {
    ports.coordination.wakeups.onWakeup((wakeup) => this.#heard(wakeup));
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
    if (wakeup.kind === "seat") this.#supersede(wakeup);
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
