/**
 * One match of a client, as the application sees it: what the follower holds, what the outbox sends, and a `status`
 * derived from both and from the connection.
 */
import type { Rejection, Result, Seat } from "@holdfast/engine";
import type {
  LiveSettings,
  MatchSettings,
  PauseInfo,
  Receipt,
  ReplayLog,
  StateFrame,
  Versioned,
  VersionedEvents,
} from "@holdfast/protocol";
import type { LegalSnapshot, Match, MatchNotice, MatchReset, MoveOptions, SyncStatus } from "./api.js";
import { ClosedError, HoldfastError } from "./errors.js";
import { Follower, type FollowerStart, type FollowerWiring } from "./follower.js";
import type { HeldMatch } from "./held-match.js";
import { guarded, Listeners } from "./listeners.js";
import { Outbox } from "./outbox.js";
import type { StoredEntry } from "./outbox-records.js";
import type { KeyValueStorage } from "./ports.js";
import { readLog } from "./read-log.js";
import { type TimeWarning, Warnings } from "./warnings.js";
import { localRejection } from "./wire.js";

const NO_BOT = localRejection("invalid_action", "no_bot", "There is no bot in this seat.");

export interface MatchFacts extends FollowerStart {
  readonly code: string | null;
  readonly watchKey: string | null;
  readonly game: string;
  readonly seat: Seat | null;
  readonly role: "player" | "observer" | "host";
}
export interface MatchWiring extends FollowerWiring {
  readonly storage: KeyValueStorage;
  readonly moveDeadlineMs: number;
  readonly closed: () => void;
}

export class MatchHandle implements Match<never> {
  readonly id: string;
  readonly code: string | null;
  readonly watchKey: string | null;
  readonly game: never;
  readonly #statuses = new Listeners<SyncStatus>();
  readonly #follower: Follower;
  readonly #held: HeldMatch;
  readonly #warnings: Warnings;
  readonly #outbox: Outbox;
  readonly #stopListening: () => void;
  #ended: "superseded" | "closed" | null = null;
  #rejection: Rejection | null = null;
  #takingBack: Promise<void> | null = null;
  #isTroubled = false;
  #settingsSeen = 0;
  #told: SyncStatus;

  constructor(
    private readonly facts: MatchFacts,
    private readonly wiring: MatchWiring,
  ) {
    this.id = facts.id;
    this.code = facts.code;
    this.watchKey = facts.watchKey;
    // The caller named the game by its type parameter, or takes it as any of the known ones.
    this.game = facts.game as never;
    this.#outbox = new Outbox({
      ...wiring,
      matchId: facts.id,
      place: facts.seat === null ? facts.role : String(facts.seat),
      onTrouble: (isTroubled) => {
        this.#isTroubled = isTroubled;
        this.#tellStatus();
      },
    });
    const { ports, serverClock } = wiring;
    this.#warnings = new Warnings(ports.clock, () => ports.clock.now() + serverClock.offsetMs);
    this.#follower = new Follower(facts, wiring, {
      moved: () => this.#tellStatus(),
      over: (rejection) => this.refuse(rejection),
    });
    this.#held = this.#follower.held;
    this.#stopListening = wiring.link.changes.add((connection) => {
      if (connection.status === "closed") this.close();
      else if (connection.status === "refused") this.#shutOut(connection.rejection);
      else this.#tellStatus();
    });
    this.#told = this.status;
    this.#held.snapshots.add((snapshot) => this.#warnings.update(snapshot));
    this.#follower.start();
    this.#outbox.adopt();
  }

  get seat(): Seat | null {
    const { snapshot } = this.#held;
    return snapshot ? snapshot.you.seat : this.facts.seat;
  }
  get role(): Match["role"] {
    return this.#held.snapshot?.you.role ?? this.facts.role;
  }
  get snapshot(): never {
    // Views and events are typed by the game; what arrives was made by that game's own schema.
    return this.#held.snapshot as never;
  }
  get pause(): PauseInfo | null {
    return this.#held.snapshot?.pause ?? null;
  }
  get settings(): LiveSettings | null {
    return this.#held.settings;
  }
  get rejection(): Rejection | null {
    return this.#rejection;
  }
  get status(): SyncStatus {
    if (this.#ended) return this.#ended;
    const { progress } = this.#follower;
    if (this.wiring.link.connection.status !== "live" || progress === "down") return "reconnecting";
    if (progress === "behind") return "resyncing";
    return this.#isTroubled || this.#held.snapshot?.saving ? "degraded" : "live";
  }

  subscribe(listener: (snapshot: never) => void): () => void {
    const typed = listener as (snapshot: StateFrame) => void;
    const stop = this.#held.snapshots.add(typed);
    const held = this.#held.snapshot;
    if (held) guarded(() => typed(held));
    return stop;
  }

  onStatus(listener: (status: SyncStatus) => void): () => void {
    return this.#statuses.add(listener);
  }

  onWarning(listener: (warning: TimeWarning) => void): () => void {
    const { snapshot } = this.#held;
    if (snapshot) this.#warnings.update(snapshot);
    return this.#warnings.listen(listener);
  }

  onEvents(listener: (events: never) => void): () => void {
    return this.#held.events.listen(listener as (events: VersionedEvents) => void);
  }

  onNotice(listener: (notice: MatchNotice) => void): () => void {
    return this.#held.events.listen(({ notice, version, at }) => {
      if (notice) listener({ ...notice, version, at });
    });
  }

  onReset(listener: (reset: MatchReset) => void): () => void {
    return this.#held.resets.add(listener);
  }

  onSettings(listener: (settings: LiveSettings) => void): () => void {
    return this.#held.settingsTold.add(listener);
  }

  move(move: never, options: MoveOptions = {}): Promise<Result<Receipt>> {
    return this.#post("move", move, options);
  }

  async legalMoves(): Promise<LegalSnapshot<never>> {
    if (this.#ended === "closed") throw new ClosedError("match");
    const { version: knownVersion } = this.#held.snapshot ?? {};
    const input = knownVersion === undefined ? {} : { knownVersion };
    const answer = await this.wiring.calls.query("match.legal", { matchId: this.id, ...input });
    const { epoch, version, legal } = answer;
    // The moves are typed by the game, whose own rules listed them.
    return { epoch, version, legal: legal as LegalSnapshot<never>["legal"] };
  }

  async addBot(seat?: Seat): Promise<Receipt> {
    if (this.#ended === "closed") throw new ClosedError("match");
    const where = seat === undefined ? {} : { seat };
    const request = { matchId: this.id, msgId: this.wiring.ports.random.uuid(), ...where };
    return this.#awaited(await this.wiring.calls.mutate("match.addBot", request));
  }

  async removeBot(seat: Seat): Promise<Receipt> {
    if (this.#ended === "closed") throw new ClosedError("match");
    const botId = this.#held.snapshot?.seats.find((one) => one.seat === seat && one.bot)?.playerId ?? null;
    if (botId === null) throw new HoldfastError(NO_BOT);
    const request = { matchId: this.id, msgId: this.wiring.ports.random.uuid(), botId };
    return this.#awaited(await this.wiring.calls.mutate("match.removeBot", request));
  }

  async changeSettings(patch: Partial<MatchSettings>): Promise<Versioned<MatchSettings>> {
    if (this.#ended === "closed") throw new ClosedError("match");
    // What one changed oneself one has seen, also before the stream says so.
    const basedOn = Math.max(this.settings?.match.version ?? 0, this.#settingsSeen);
    const request = { matchId: this.id, msgId: this.wiring.ports.random.uuid(), basedOn, patch };
    const { version, values } = await this.wiring.calls.mutate("match.changeSettings", request);
    this.#settingsSeen = version;
    return { version, values };
  }

  resign(): Promise<Result<Receipt>> {
    return this.#post("resign", null, {});
  }

  async leave(): Promise<Result<Receipt>> {
    const left = await this.#post("leave", null, {});
    if (left.ok) this.close();
    return left;
  }

  /** However often it is asked for, the server is asked once at a time. */
  takeBack(): Promise<void> {
    this.#takingBack ??= this.#takeBack().finally(() => (this.#takingBack = null));
    return this.#takingBack;
  }

  async #takeBack(): Promise<void> {
    if (this.#ended === "closed") throw new ClosedError("match");
    if (this.#ended === null) return;
    await this.#follower.claim();
    // It may have been closed while the server was asked.
    if (this.#ended !== "superseded") return;
    this.#ended = null;
    this.#rejection = null;
    this.#outbox.resume();
    this.#tellStatus();
  }

  async events(after = 0): Promise<never> {
    return (await readLog(this.wiring.calls, { matchId: this.id, after })) as never;
  }

  replay(): Promise<ReplayLog> {
    return this.wiring.calls.query("match.replay", { matchId: this.id });
  }

  views(after = 0, seat?: Seat | null): Promise<never> {
    const as = seat === undefined ? {} : { seat };
    const page = this.wiring.calls.query("match.views", { matchId: this.id, after, ...as });
    // Views are typed by the game, whose own schema made them.
    return page as Promise<never>;
  }

  /** The server will not have us here any more: superseded, or closed with a reason. */
  refuse(rejection: Rejection): void {
    if (this.#ended) return;
    this.#rejection = rejection;
    // Having left, one hears that the match is closed before one hears that leaving was accepted.
    if (rejection.code !== "superseded") return this.#outbox.drain(rejection, () => this.close());
    this.#ended = "superseded";
    this.#outbox.pause(rejection);
    this.#tellStatus();
  }

  /** The server does not let us in any more: what was sent stays unanswered. */
  #shutOut(rejection: Rejection): void {
    // Taken over: the stream says so too, and one may take it back.
    if (this.#ended || rejection.code === "superseded") return this.#tellStatus();
    this.#rejection = rejection;
    this.close();
  }

  /** The page may be gone in a moment. */
  letGo(): void {
    this.#outbox.letGo();
  }

  close(): void {
    if (this.#ended === "closed") return;
    this.#ended = "closed";
    this.#stopListening();
    this.#warnings.stop();
    this.#follower.close();
    this.#outbox.close();
    this.#tellStatus();
    this.#statuses.clear();
    this.wiring.closed();
  }

  async #post(kind: StoredEntry["kind"], move: unknown, options: MoveOptions): Promise<Result<Receipt>> {
    if (this.#ended === "closed") throw new ClosedError("match");
    if (this.#rejection) return { ok: false, rejection: this.#rejection };
    const { ports, moveDeadlineMs } = this.wiring;
    const basedOn = options.basedOn ?? this.#held.snapshot?.version ?? this.facts.since ?? 0;
    const posting = { timeoutMs: options.timeoutMs ?? moveDeadlineMs, signal: options.signal };
    // A copy: what is sent again must be the same, whatever the caller does with its object.
    const stored = { kind, msgId: ports.random.uuid(), basedOn, move: JSON.parse(JSON.stringify(move)) as unknown };
    const answer = await this.#outbox.post(stored, posting);
    // The contract says that an accepted value is a receipt.
    const result = answer as Result<Receipt>;
    if (result.ok) this.#follower.expect(result.value.version);
    else if (result.rejection.recovery === "resync") this.#follower.resync();
    return result;
  }

  #awaited(receipt: Receipt): Receipt {
    this.#follower.expect(receipt.version);
    return receipt;
  }

  #tellStatus(): void {
    const { status } = this;
    if (status === this.#told) return;
    this.#told = status;
    this.#statuses.tell(status);
  }
}
