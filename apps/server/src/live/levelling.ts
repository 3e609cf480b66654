/**
 * Keeps matches in memory level with their logs. A match that lags reads on; one whose log was taken back goes on from
 * what that holds; one whose log does not verify is frozen.
 */
import { type HeadLine, IntegrityFault, type MatchStore, type Rejection } from "@holdfast/engine";
import type { Log } from "../ports.js";
import { freeze } from "./freeze.js";
import { lineOf, type Standing, standingOf } from "./held-against-log.js";
import type { LiveMatch } from "./live-match.js";
import { catchUp } from "./load-match.js";
import { NO_MATCH } from "./no-match.js";
import { settleEach } from "./settle-each.js";

export interface LevellingWiring {
  readonly store: MatchStore;
  readonly log: Log;
  /** The match as it is stored, or why it cannot be served; null when there is none. */
  readonly read: (matchId: string) => Promise<LiveMatch | Rejection | null>;
  /** Called with each that was found level. */
  readonly onLevel: (live: LiveMatch) => void;
}

/** A match that is not level with its log, which says so, or says nothing of it. */
interface Apart {
  readonly live: LiveMatch;
  readonly line: HeadLine | undefined;
  readonly standing: Standing;
}

export class Levelling {
  constructor(private readonly wiring: LevellingWiring) {}

  /**
   * Reads what the log has beyond memory. Where the two do not fit, either the log was taken back, and the match goes on
   * from what that holds; or it does not verify, and the match is frozen. In the match's queue. @throws StorageUnavailable
   */
  async level(live: LiveMatch): Promise<void> {
    try {
      if (!(await catchUp(this.wiring.store, live))) await this.regain(live);
    } catch (fault) {
      if (!(fault instanceof IntegrityFault)) throw fault;
      if (!(await this.regain(live))) freeze(live, fault, this.wiring.log);
    }
  }

  /**
   * Goes on from what the log holds, if it does not have what is held here any more. In the match's queue.
   * @returns whether it does that. @throws StorageUnavailable
   */
  async regain(live: LiveMatch): Promise<boolean> {
    const held = lineOf(live);
    const epoch = await this.wiring.store.epochFor(live.id, held);
    if (epoch === held.epoch) return false;
    const again = epoch === null ? null : await this.wiring.read(live.id);
    if (again === null || !("hosted" in again)) {
      live.frozen = again ?? NO_MATCH;
      live.wakeAll();
      return true;
    }
    const told = { matchId: live.id, epoch: again.epoch, version: again.head.version, before: held };
    this.wiring.log.warn(told, "the log was taken back: the match goes on from what it holds");
    live.startOver(again.hosted, again.head);
    return true;
  }

  /** Asks storage in one query which of these are not level with the log, and sees to those. */
  async levelAll(lives: readonly LiveMatch[]): Promise<void> {
    if (lives.length > 0) await settleEach(await this.#apart(lives), (each) => this.#settle(each));
  }

  /** The same for one match: cheap when it is level, and in nobody's way. Not in its queue. @throws StorageUnavailable */
  async compare(live: LiveMatch): Promise<void> {
    for (const each of await this.#apart([live])) await this.#settle(each);
  }

  /** Nothing can be appended although nobody else was faster: the match is looked at as if it were loaded. @throws StorageUnavailable */
  async lookAgain(live: LiveMatch): Promise<void> {
    if (await this.regain(live)) return;
    const again = await this.wiring.read(live.id);
    if (again !== null && "hosted" in again) return;
    live.frozen = again ?? NO_MATCH;
    live.wakeAll();
  }

  /** Those that are not level. */
  async #apart(lives: readonly LiveMatch[]): Promise<readonly Apart[]> {
    const held = lives.map(lineOf);
    const newest = await this.wiring.store.versionsOf(lives.map((live) => live.id));
    return lives.flatMap((live, i): readonly Apart[] => {
      const line = newest.get(live.id);
      const standing = standingOf(held[i] ?? lineOf(live), line);
      if (standing === "level") this.wiring.onLevel(live);
      // A match that was over is let go of some day.
      return standing === "level" || (line === undefined && isOver(live)) ? [] : [{ live, line, standing }];
    });
  }

  #settle({ live, line, standing }: Apart): Promise<void> {
    return live.queue.run(async () => {
      if (standing === "behind") return this.level(live);
      // The very log that is here, in a later epoch: nothing of it has to be read again.
      const isRenamed = line !== undefined && standingOf(lineOf(live), line) === "renamed";
      if (isRenamed) return live.startOver({ ...live.hosted, epoch: line.epoch }, live.head);
      await this.regain(live);
    });
  }
}

function isOver({ head }: LiveMatch): boolean {
  return head.state.status === "finished" || head.state.status === "aborted";
}
