/**
 * One seat of one match, played to its end: whenever it is to move it asks for the legal moves, has one chosen, and
 * plays it. What is lost, late or refused on the way is tried again at the version that is then held.
 */
import { type BotAsked, type RecordingChance, seededChance, sha256Hex } from "@holdfast/engine";
import type { CancelSignal, Clock, LegalSnapshot, Match, Outcome, Snapshot } from "./index.js";

/** Chooses a move for a seat, or null to wait for the next version. A game's own `bot` is one of these. */
export type Choice = (asked: BotAsked<never, never>) => unknown;

export interface PlayerSetting {
  readonly choose: Choice;
  /** Any text: with the same one the same dice are thrown at the same version. */
  readonly seed: string;
  /** Asked too when play waits for others. */
  readonly outOfTurn: boolean;
  readonly clock: Clock;
  readonly signal: CancelSignal | undefined;
}
export interface BotEnd {
  readonly matchId: string;
  readonly seat: number;
  readonly outcome: Outcome;
  readonly won: boolean;
  /** Moves of this bot that were accepted. */
  readonly moves: number;
}

/** So often in a row at one version a choice may be refused. */
const MAX_REFUSALS = 10;
const AFTER_REFUSAL_MS = 250;
/** The least wait before another try at the same version: doubles from the first to the last. */
const PATIENCE_MS = 500;
const LONGEST_MS = 8_000;

interface Point {
  readonly epoch: number;
  readonly version: number;
}
type Waiting = { readonly go: (snapshot: Snapshot) => void; readonly fail: (reason: unknown) => void };

export class BotPlayer {
  /** Nothing is to be done before the match is held at this point, or at one after it. */
  #from: Point = { epoch: 0, version: 0 };
  #waiting: Waiting | null = null;
  #dice: { readonly at: Point; readonly chance: RecordingChance } | null = null;
  /** Asked for once at each version: whoever is told to wait must not use up its patience with questions. */
  #legal: LegalSnapshot | null = null;
  #refusals = 0;
  #waits = 0;
  #moves = 0;

  constructor(
    private readonly match: Match,
    private readonly setting: PlayerSetting,
  ) {}

  /** @throws when the match is closed to this seat, when every choice is refused, the signal's reason */
  async play(): Promise<BotEnd> {
    const stop = this.#listen();
    try {
      for (;;) {
        const snapshot = await this.#nextTurn();
        const { outcome, you } = snapshot;
        const seat = you.seat ?? -1;
        const { id: matchId } = this.match;
        const moves = this.#moves;
        if (outcome !== null) return { matchId, seat, outcome, won: outcome.winners.includes(seat), moves };
        await this.#turn(snapshot, seat);
      }
    } finally {
      stop();
    }
  }

  #listen(): () => void {
    const look = (): void => this.#look();
    const { signal } = this.setting;
    const stops = [this.match.subscribe(look), this.match.onStatus(look)];
    signal?.addEventListener("abort", look);
    return () => {
      for (const stop of stops) stop();
      signal?.removeEventListener("abort", look);
    };
  }

  /** Resolves with a snapshot in which there is something to decide, or an outcome. */
  #nextTurn(): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      const settled = <T>(settle: (value: T) => void) => {
        return (value: T): void => {
          this.#waiting = null;
          settle(value);
        };
      };
      this.#waiting = { go: settled(resolve), fail: settled(reject) };
      this.#look();
    });
  }

  #look(): void {
    const { status, snapshot, rejection } = this.match;
    const { signal } = this.setting;
    if (signal?.aborted) this.#waiting?.fail(signal.reason);
    else if (snapshot?.outcome) this.#waiting?.go(snapshot);
    else if (status === "superseded" || status === "closed") {
      this.#waiting?.fail(new Error(rejection?.message ?? "The match was closed."));
    } else if (snapshot !== null && this.#isTurn(snapshot)) this.#waiting?.go(snapshot);
  }

  #isTurn(snapshot: Snapshot): boolean {
    const { you, toMove, status, pause, view } = snapshot;
    if (you.seat === null || view === null || pause !== undefined || isBefore(snapshot, this.#from)) return false;
    // In a pause of the game's own nobody is to move, and somebody may be allowed to end it.
    return status === "playing" || status === "paused" ? this.setting.outOfTurn || toMove.includes(you.seat) : false;
  }

  /** Whatever goes wrong here is tried again when there is reason to. */
  async #turn(snapshot: Snapshot, seat: number): Promise<void> {
    try {
      const now = await this.#legalAt(snapshot);
      // The match has gone on meanwhile: what is to be decided comes with the next snapshot.
      if (isBefore(snapshot, now)) this.#from = now;
      else await this.#decide(snapshot, now, seat);
    } catch (error) {
      if (!mayPass(error)) throw error;
      const { retryAfterMs = 0 } = Object(Object(error).rejection);
      await this.#wait(retryAfterMs);
    }
  }

  async #legalAt(point: Point): Promise<LegalSnapshot> {
    if (this.#legal === null || isBefore(this.#legal, point)) this.#legal = await this.match.legalMoves();
    return this.#legal;
  }

  async #decide(snapshot: Snapshot, { legal }: LegalSnapshot, seat: number): Promise<void> {
    const { version, view, toMove } = snapshot;
    const isIdle = legal === null || legal.all.length + (legal.forms ?? []).length === 0;
    const asked = { seat, toMove: toMove.includes(seat), view, legal, chance: this.#diceAt(snapshot) };
    // Views and moves are typed by the game; the chooser was written for the same one.
    const move = isIdle ? null : await this.setting.choose(asked as never);
    if (move === null || move === undefined) return this.#done(snapshot);
    // Never twice: a move that is already in the log made this one stale.
    const { signal } = this.setting;
    const answer = await this.match.move(move as never, { basedOn: version, ...(signal ? { signal } : {}) });
    if (answer.ok) {
      this.#moves += 1;
      return this.#done(snapshot);
    }
    const { recovery, retryAfterMs = 0, message } = answer.rejection;
    if (recovery === "wait" || recovery === "retry") return this.#wait(retryAfterMs);
    if (recovery === "resync" || this.match.snapshot?.version !== version) return this.#done(snapshot);
    this.#refusals += 1;
    if (this.#refusals >= MAX_REFUSALS) throw new Error(`The bot's move is refused again and again: ${message}`);
    // The match may have gone on in a moment that nobody has told us of yet.
    await this.#pause(AFTER_REFUSAL_MS);
  }

  #done({ epoch, version }: Point): void {
    this.#from = { epoch, version: version + 1 };
    this.#refusals = 0;
    this.#waits = 0;
  }

  /** The same dice as long as the version is the same: what was refused is not drawn again. */
  #diceAt({ epoch, version }: Point): RecordingChance {
    if (this.#dice?.at.epoch !== epoch || this.#dice.at.version !== version) {
      const chance = seededChance({ seed: sha256Hex(this.setting.seed), entropy: "", version });
      this.#dice = { at: { epoch, version }, chance };
    }
    return this.#dice.chance;
  }

  #wait(leastMs: number): Promise<void> {
    const ms = Math.max(leastMs, Math.min(PATIENCE_MS * 2 ** this.#waits, LONGEST_MS));
    this.#waits += 1;
    return this.#pause(ms);
  }

  /** Ends early when the bot is told to stop. */
  async #pause(ms: number): Promise<void> {
    const { clock, signal } = this.setting;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(ms, done);
      signal?.addEventListener("abort", done);
      function done(): void {
        cancel();
        signal?.removeEventListener("abort", done);
        resolve();
      }
    });
  }
}

function isBefore(a: Point, b: Point): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.version < b.version);
}

/** By what they say, not by their class: the client may come from another copy of the SDK. */
function mayPass(error: unknown): boolean {
  const { name, rejection } = Object(error);
  return name === "UncertainError" || ["retry", "wait", "resync"].includes(Object(rejection).recovery);
}
