/**
 * One match of a client: follows `match.state`, keeps the replica, and sends moves through the outbox.
 * Its `status` is derived: ended, else how the connection is, else how far the replica is.
 */
import type { Rejection, Result, Seat } from "@holdfast/engine";
import type { EventPage, PresenceFrame, Receipt, StateFrame, VersionedEvents } from "@holdfast/protocol";
import type { Match, MoveOptions, SyncStatus } from "./api.js";
import { backoffMs } from "./backoff.js";
import type { Calls } from "./calls.js";
import type { Link } from "./connection.js";
import { ClosedError } from "./errors.js";
import { EventStream } from "./event-stream.js";
import type { Feed } from "./feed.js";
import { guarded, Listeners } from "./listeners.js";
import { Outbox } from "./outbox.js";
import type { StoredEntry } from "./outbox-pages.js";
import type { KeyValueStorage, Ports } from "./ports.js";
import { admit, isFrame, refreshed, withPresence } from "./replica.js";
import type { ServerClock } from "./server-clock.js";

export interface MatchFacts {
  readonly id: string;
  readonly code: string | null;
  readonly watchKey: string | null;
  readonly game: string;
  readonly seat: Seat | null;
  readonly role: "player" | "observer" | "host";
  /** Events after this version are told; null: after whatever comes first. */
  readonly since: number | null;
  readonly state: StateFrame | null;
}
export interface MatchWiring {
  readonly link: Link;
  readonly calls: Calls;
  readonly ports: Pick<Ports, "clock" | "random">;
  readonly storage: KeyValueStorage;
  readonly serverClock: ServerClock;
  readonly moveDeadlineMs: number;
  readonly closed: () => void;
}

/** News of a newer version without its frame: this long is waited for the frame before it is fetched. */
const BEHIND_MS = 1_000;
const PAGE = 500;

export class MatchHandle implements Match<never> {
  readonly id: string;
  readonly code: string | null;
  readonly watchKey: string | null;
  readonly game: never;
  readonly #snapshots = new Listeners<StateFrame>();
  readonly #statuses = new Listeners<SyncStatus>();
  readonly #events: EventStream;
  readonly #outbox: Outbox;
  readonly #feed: Feed;
  readonly #stopListening: () => void;
  #snapshot: StateFrame | null;
  #ended: "superseded" | "closed" | null = null;
  #rejection: Rejection | null = null;
  #fed: "down" | "syncing" | "live" = "down";
  #isFetching = false;
  #isTroubled = false;
  #told: SyncStatus;
  #feedFailures = 0;
  #expected = 0;
  #cancelExpected: (() => void) | null = null;
  #cancelRestart: () => void = () => {};

  constructor(
    private readonly facts: MatchFacts,
    private readonly wiring: MatchWiring,
  ) {
    const { link } = wiring;
    this.id = facts.id;
    this.code = facts.code;
    this.watchKey = facts.watchKey;
    // The caller named the game by its type parameter, or takes it as any of the known ones.
    this.game = facts.game as never;
    this.#snapshot = facts.state;
    if (facts.state) wiring.serverClock.sample(facts.state.serverTime, wiring.ports.clock.now());
    this.#events = new EventStream(facts.since ?? facts.state?.version ?? 0, (after) => this.#readLog(after));
    this.#outbox = new Outbox({
      ...wiring,
      matchId: facts.id,
      place: facts.seat === null ? facts.role : String(facts.seat),
      onTrouble: (isTroubled) => {
        this.#isTroubled = isTroubled;
        this.#tellStatus();
      },
    });
    this.#told = this.status;
    this.#stopListening = link.changes.add((connection) => {
      if (connection.status === "closed") this.close();
      else this.#tellStatus();
    });
    this.#feed = link.follow("match.state", {
      begin: () => this.#feedInput(),
      data: (value) => this.#receive(value),
      lost: () => this.#feedLost(),
      ended: (rejection) => this.#feedEnded(rejection),
    });
    this.#outbox.adopt();
  }

  get seat(): Seat | null {
    return this.#snapshot ? this.#snapshot.you.seat : this.facts.seat;
  }
  get role(): Match["role"] {
    return this.#snapshot ? this.#snapshot.you.role : this.facts.role;
  }
  get snapshot(): never {
    return this.#snapshot as never;
  }
  get rejection(): Rejection | null {
    return this.#rejection;
  }
  get status(): SyncStatus {
    if (this.#ended) return this.#ended;
    if (this.wiring.link.connection.status !== "live" || this.#fed === "down") return "reconnecting";
    if (this.#fed === "syncing" || this.#isFetching) return "resyncing";
    return this.#isTroubled ? "degraded" : "live";
  }

  subscribe(listener: (snapshot: never) => void): () => void {
    // Listeners are typed by the game; what arrives was made by that game's own schema.
    const typed = listener as (snapshot: StateFrame) => void;
    const stop = this.#snapshots.add(typed);
    const held = this.#snapshot;
    if (held) guarded(() => typed(held));
    return stop;
  }

  onStatus(listener: (status: SyncStatus) => void): () => void {
    return this.#statuses.add(listener);
  }

  onEvents(listener: (events: never) => void): () => void {
    return this.#events.listen(listener as (events: VersionedEvents) => void);
  }

  move(move: never, options: MoveOptions = {}): Promise<Result<Receipt>> {
    return this.#post("move", move, options);
  }

  resign(): Promise<Result<Receipt>> {
    return this.#post("resign", null, {});
  }

  async leave(): Promise<Result<Receipt>> {
    const left = await this.#post("leave", null, {});
    if (left.ok) this.close();
    return left;
  }

  async takeBack(): Promise<void> {
    if (this.#ended === "closed") throw new ClosedError("match");
    if (this.#ended === null) return;
    await this.#fetch();
    if (this.#ended !== "superseded") return;
    this.#ended = null;
    this.#rejection = null;
    this.#feed.start();
    this.#outbox.resume();
    this.#tellStatus();
  }

  async events(after = 0): Promise<never> {
    return (await this.#readLog(after)) as never;
  }

  close(): void {
    this.#end("closed", this.#rejection);
  }

  async #post(kind: StoredEntry["kind"], move: unknown, options: MoveOptions): Promise<Result<Receipt>> {
    if (this.#ended === "closed") throw new ClosedError("match");
    if (this.#rejection) return { ok: false, rejection: this.#rejection };
    const basedOn = options.basedOn ?? this.#snapshot?.version ?? this.facts.since ?? 0;
    const { ports, moveDeadlineMs } = this.wiring;
    const posting = { timeoutMs: options.timeoutMs ?? moveDeadlineMs, signal: options.signal };
    const answer = await this.#outbox.post({ kind, msgId: ports.random.uuid(), basedOn, move }, posting);
    // The contract says that an accepted value is a receipt.
    const result = answer as Result<Receipt>;
    if (result.ok) this.#expect(result.value.version);
    else if (result.rejection.recovery === "resync") this.#resync();
    return result;
  }

  #feedInput(): object {
    this.#fed = "syncing";
    this.#tellStatus();
    const { id: matchId, since } = this.facts;
    if (this.#snapshot) return { matchId, knownVersion: this.#snapshot.version, epoch: this.#snapshot.epoch };
    return since === null ? { matchId } : { matchId, knownVersion: since };
  }

  #receive(value: unknown): void {
    if (this.#ended || !isFrame(value) || value.matchId !== this.id) return;
    this.wiring.serverClock.sample(value.serverTime, this.wiring.ports.clock.now());
    if (value.kind === "presence") return this.#presence(value);
    const isFirst = this.#fed === "syncing";
    this.#fed = "live";
    this.#feedFailures = 0;
    this.#admit(value, isFirst);
    this.#tellStatus();
  }

  #presence(frame: PresenceFrame): void {
    if (!this.#snapshot) return;
    this.#show(withPresence(this.#snapshot, frame));
    if (frame.epoch > this.#snapshot.epoch) this.#resync();
    else if (frame.epoch === this.#snapshot.epoch) this.#expect(frame.version);
  }

  #admit(frame: StateFrame, isFirst: boolean): void {
    const held = this.#snapshot;
    const verdict = admit(held, frame);
    if (verdict === "replace") return this.#replace(frame);
    if (verdict === "apply") return this.#apply(frame);
    if (verdict === "refresh" && held) return this.#show(refreshed(held, frame));
    // Older than what the server was told we hold: one of us is wrong, and it has to say who.
    if (verdict === "resync" || (isFirst && frame.epoch === held?.epoch)) this.#resync();
  }

  #apply(frame: StateFrame): void {
    this.#snapshot = frame;
    this.#events.take(frame);
    this.#snapshots.tell(frame);
  }

  #replace(frame: StateFrame): void {
    if (this.#snapshot || this.facts.since === null) this.#events.restart(frame.version);
    this.#apply(frame);
  }

  #show(snapshot: StateFrame): void {
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.#snapshots.tell(snapshot);
  }

  /** A version is known to exist: if it does not arrive soon, it is fetched. */
  #expect(version: number): void {
    this.#expected = Math.max(this.#expected, version);
    if (this.#isUpToDate() || this.#cancelExpected) return;
    this.#cancelExpected = this.wiring.ports.clock.after(BEHIND_MS, () => {
      this.#cancelExpected = null;
      if (!this.#isUpToDate() && this.#fed === "live") this.#resync();
    });
  }

  #isUpToDate(): boolean {
    return this.#ended !== null || (this.#snapshot?.version ?? -1) >= this.#expected;
  }

  #resync(): void {
    if (this.#isFetching || this.#ended) return;
    this.#fetch().catch(() => {
      // Refused or unreachable: the subscription's own answer says what follows.
      if (!this.#ended) this.#feed.restart();
    });
  }

  async #fetch(): Promise<void> {
    this.#isFetching = true;
    this.#tellStatus();
    try {
      const known = this.#snapshot ? { knownVersion: this.#snapshot.version, epoch: this.#snapshot.epoch } : {};
      const { state, desync } = await this.wiring.calls.mutate("match.resume", { matchId: this.id, ...known });
      this.#adopt(state, desync === true);
    } finally {
      this.#isFetching = false;
      this.#tellStatus();
    }
  }

  #adopt(state: StateFrame, desync: boolean): void {
    if (this.#ended === "closed") return;
    this.#expected = desync ? state.version : this.#expected;
    const verdict = desync ? "replace" : admit(this.#snapshot, state);
    if (verdict === "replace" || verdict === "resync") this.#replace(state);
    else if (verdict !== "ignore") this.#admit(state, false);
  }

  #feedLost(): void {
    this.#fed = "down";
    this.#tellStatus();
  }

  #feedEnded(rejection: Rejection | null): void {
    if (rejection === null && this.#snapshot?.outcome) return;
    if (rejection?.code === "superseded") return this.#superseded(rejection);
    const recovery = rejection?.recovery ?? "retry";
    if (recovery === "none" || recovery === "fix_input") return this.#end("closed", rejection);
    this.#feedLost();
    const { clock, random } = this.wiring.ports;
    const waitMs = backoffMs({ attempt: this.#feedFailures, elapsedMs: 0 }, random.unit());
    this.#feedFailures += 1;
    this.#cancelRestart();
    this.#cancelRestart = clock.after(Math.max(rejection?.retryAfterMs ?? 0, waitMs), () => {
      if (recovery === "reauthenticate") this.wiring.link.reconnect(true);
      this.#feed.start();
    });
  }

  #superseded(rejection: Rejection): void {
    if (this.#ended) return;
    this.#ended = "superseded";
    this.#rejection = rejection;
    this.#fed = "down";
    this.#outbox.pause(rejection);
    this.#tellStatus();
  }

  #end(how: "closed", rejection: Rejection | null): void {
    if (this.#ended === how) return;
    this.#ended = how;
    this.#rejection = rejection;
    this.#cancelRestart();
    this.#cancelExpected?.();
    this.#stopListening();
    this.#feed.stop();
    this.#outbox.close();
    this.#events.close();
    this.#tellStatus();
    this.#snapshots.clear();
    this.#statuses.clear();
    this.wiring.closed();
  }

  #tellStatus(): void {
    const { status } = this;
    if (status === this.#told) return;
    this.#told = status;
    this.#statuses.tell(status);
  }

  async #readLog(after: number): Promise<readonly VersionedEvents[]> {
    const all: VersionedEvents[] = [];
    for (let next: number | null = after; next !== null; ) {
      const page: EventPage = await this.wiring.calls.query("match.events", { matchId: this.id, after: next, limit: PAGE });
      all.push(...page.commits);
      // A page that does not lead further would be asked for again and again.
      next = page.next !== null && page.next > next ? page.next : null;
    }
    return all;
  }
}
