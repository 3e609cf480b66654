/**
 * Plays the seats of bots, in whatever matches this node has in memory and somebody is at. Any node may, and several at
 * once: a bot's move has the same name on each (its version), is thrown with the same dice, and goes in once, by the way
 * that everybody's moves take. A node that dies leaves nothing to take over: the next to look goes on.
 */
import {
  botDice,
  type BotQuestion,
  botQuestion,
  type GameTypes,
  isBot,
  randomBot,
  type Seat,
  seededChance,
  StorageUnavailable,
} from "@holdfast/engine";
import { faultPlace } from "../live/fault-place.js";
import type { LiveMatch } from "../live/live-match.js";
import type { Deps, Session } from "../usecases/deps.js";
import { playMove } from "../usecases/play-move.js";
import { BotFault, type Think } from "./think.js";

type Move = GameTypes["Move"];

export interface BotOptions {
  readonly think: Think;
  /** How long a bot takes for a move, besides thinking, unless it was set while servers run. */
  readonly delayMs: number;
}

export class BotPlayers {
  /** The version of each match that is being looked at, or was to the end. */
  readonly #lookedAt = new WeakMap<LiveMatch, number>();
  #isStopped = false;

  constructor(
    private readonly deps: Pick<Deps, "ports" | "matches" | "games" | "seats">,
    private readonly options: BotOptions,
  ) {}

  /** Looks at all matches in memory: for those that somebody came to, and for what failed before. */
  lookAtAll(): void {
    for (const live of this.deps.matches.all()) this.lookAt(live);
  }

  /** A match has a new head, or somebody new. Its bots are asked in a moment, once for this version. */
  lookAt(live: LiveMatch): void {
    const { version } = live.head;
    if (this.#isStopped || this.#lookedAt.get(live) === version) return;
    if (!live.head.state.seats.some(isBot) || !isOn(live)) return;
    if (!isAttended(live, this.deps.ports.clock.now())) return;
    this.#lookedAt.set(live, version);
    this.deps.ports.clock.after(this.#delayFor(live), () => void this.#turn(live, version));
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** At most half of what is left of the turn. */
  #delayFor({ head, settings }: LiveMatch): number {
    const { deadline } = head.state;
    const delayMs = settings?.match.values.botDelayMs ?? settings?.server.values.botDelayMs ?? this.options.delayMs;
    if (deadline === null) return delayMs;
    return Math.max(0, Math.min(delayMs, (deadline - this.deps.ports.clock.now()) / 2));
  }

  async #turn(live: LiveMatch, version: number): Promise<void> {
    try {
      for (const seat of askedSeats(live)) {
        if (this.#isStopped || live.head.version !== version || !isOn(live)) return;
        if (await this.#play(live, seat, version)) return;
      }
    } catch (fault) {
      this.#failed(live, fault);
    }
  }

  /** Whether this seat had something to say, or the match has moved on. @throws StorageUnavailable, RulesFault */
  async #play(live: LiveMatch, seat: Seat, version: number): Promise<boolean> {
    const question = live.ask(`bot ${seat}`, () => botQuestion(live.game, live.head.state.game, seat));
    const move = await this.#choose(live, question, version);
    if (this.#isStopped || live.head.version !== version) return true;
    if (move !== null && (await this.#ask(live, seat, { version, msgId: `bot:${version}`, move }))) return true;
    if (!question.toMove || (move === null && live.game.bot !== undefined)) return false;
    const other = randomBot({ ...question, chance: seededChance(diceOf(live, seat, version)) });
    return other !== null && this.#ask(live, seat, { version, msgId: `bot:${version}:any`, move: other });
  }

  /** What the bot answers; any legal move instead of one that fails. */
  async #choose(live: LiveMatch, question: BotQuestion, version: number): Promise<Move | null> {
    const { gameId, rulesVersion } = live.facts;
    const dice = diceOf(live, question.seat, version);
    try {
      return await this.options.think({ gameId, rulesVersion, question, dice });
    } catch (fault) {
      const why = fault instanceof BotFault ? fault.message : faultPlace(fault);
      this.deps.ports.log.warn({ matchId: live.id, fault: why }, "a bot failed; it plays at random");
      return randomBot({ ...question, chance: seededChance(dice) });
    }
  }

  /** Whether the match has moved on, by this move or another. @throws StorageUnavailable */
  async #ask(live: LiveMatch, seat: Seat, asked: { version: number; msgId: string; move: Move }): Promise<boolean> {
    const { version, msgId, move } = asked;
    const session = sessionOf(live, seat);
    if (session === null) return true;
    const plain = JSON.parse(JSON.stringify(move));
    const result = await playMove(this.deps, session, { matchId: live.id, msgId, basedOn: version, move: plain });
    if (result.ok || live.head.version !== version) return true;
    const { reason, recovery } = result.rejection;
    // Not now: what was decided is asked for again, under the same name.
    if (recovery === "retry") {
      this.#lookedAt.delete(live);
      return true;
    }
    this.deps.ports.log.warn({ matchId: live.id, seat, reason }, "a bot's move was refused");
    return false;
  }

  /** It is tried again with the next look; rules that fail are not, before there is another version. */
  #failed(live: LiveMatch, fault: unknown): void {
    const { ports } = this.deps;
    if (fault instanceof StorageUnavailable) this.#lookedAt.delete(live);
    else ports.log.error({ matchId: live.id, fault: faultPlace(fault) }, "a bot could not play");
  }
}

/** Bots that are to move first; then the others, which may have something to say, but not twice in a row. */
function askedSeats(live: LiveMatch): readonly Seat[] {
  const { seats, toMove, last } = live.head.state;
  const bots = seats.flatMap((playerId, seat) => (isBot(playerId) ? [seat] : []));
  const movers = bots.filter((seat) => toMove.includes(seat));
  if (live.game.bot === undefined) return movers;
  return [...movers, ...bots.filter((seat) => !toMove.includes(seat) && last?.seat !== seat)];
}

function isOn({ head, frozen }: LiveMatch): boolean {
  const { game, outcome, pause } = head.state;
  return frozen === null && game !== null && outcome === null && pause === undefined;
}

/** Who asks for something without watching is there for this long. */
const PERSON_MS = 60_000;

/**
 * Somebody watches here, or asked a moment ago, or a person's seat is held elsewhere. Bots do not play on among themselves
 * when everybody has gone: a table that nobody sees could go on for ever.
 */
function isAttended({ followers, standing, head, personAt }: LiveMatch, now: number): boolean {
  if (followers.size > 0 || standing.spectators > 0 || now < personAt + PERSON_MS) return true;
  return head.state.seats.some((playerId, seat) => {
    const presence = standing.seats.get(seat)?.presence;
    return playerId !== null && !isBot(playerId) && (presence === "here" || presence === "away");
  });
}

function diceOf({ hosted, head }: LiveMatch, seat: Seat, version: number) {
  return botDice({ seed: hosted.seed, entropy: head.state.entropy, version: version + 1 }, seat);
}

function sessionOf(live: LiveMatch, seat: Seat): Session | null {
  const playerId = live.head.state.seats[seat] ?? null;
  if (playerId === null || !isBot(playerId)) return null;
  return { playerId, name: "", scope: "seat", matchId: live.id, expiresAt: Number.MAX_SAFE_INTEGER };
}
