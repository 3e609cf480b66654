/**
 * What becomes of each call that a node makes of what all nodes share: decided here and nowhere else, by chance
 * (`RandomFates`) or by a script. A line carries out what is decided.
 */
import type { CoordinationCall } from "./sim-coordination.js";
import type { Wakeup } from "../../../apps/server/src/ports.js";
import type { Chance } from "./chance.js";
import type { StorageCall } from "./sim-store.js";
import type { World } from "./world.js";

/** The node dies at this call: before anything of it has left, or as soon as it has. */
export type Death = "before" | "after" | null;

/** Milliseconds, all of them. */
export type StorageCourse =
  /** There, carried out, and back. */
  | { readonly kind: "served"; readonly thereMs: number; readonly backMs: number }
  /** Never carried out: it did not get there, or was refused for now. */
  | { readonly kind: "not served"; readonly code: string; readonly noticedMs: number }
  /** Carried out, and the answer is lost. */
  | { readonly kind: "unanswered"; readonly thereMs: number; readonly code: string; readonly noticedMs: number }
  /** The connection dies; the backend, which does not know, carries it out a while after that was noticed. */
  | { readonly kind: "orphaned"; readonly code: string; readonly noticedMs: number; readonly carriedOutMs: number };

export interface StorageFate {
  readonly death: Death;
  /** The node is stopped for so long as soon as the statement has left. */
  readonly stopMs: number;
  readonly course: StorageCourse;
}
export interface CoordinationFate {
  readonly death: Death;
  readonly lost: "there" | "back" | null;
  readonly thereMs: number;
  readonly backMs: number;
}
/** When it arrives, and again; empty: never. */
export type WakeupFate = readonly number[];

/** The fates of one node's calls. */
export interface Fates {
  storage(what: StorageCall): StorageFate;
  coordination(what: CoordinationCall | undefined): CoordinationFate;
  wakeup(wakeup: Wakeup): WakeupFate;
}

const SLOW_STORAGE_MS = [20, 400] as const;
/** After this a broken connection is noticed. */
const BROKEN_MS = [10, 800] as const;
/** How much longer a statement may run whose client is gone. */
const ORPHAN_MS = [1, 1_500] as const;
const STOP_MS = [100, 3_000] as const;
const COORDINATION_MS = [0.1, 2] as const;
const LATE_WAKEUP_MS = [20, 900] as const;
/** A connection that died while something was under way, as drivers and Postgres tell it. */
const CUT = ["08006", "ECONNRESET", "CONNECTION_CLOSED"] as const;
/** Postgres gives way: a deadlock, a serialization failure, a lock or a statement that took too long. */
const GAVE_WAY = ["40P01", "40001", "55P03", "57014"] as const;
/** Not now: too many connections, starting up, read-only after a failover. */
const NOT_NOW = ["53300", "57P03", "25006"] as const;

export class RandomFates implements Fates {
  constructor(
    private readonly world: Pick<World, "faults" | "habits">,
    private readonly chances: { readonly storage: Chance; readonly bus: Chance },
  ) {}

  storage(what: StorageCall): StorageFate {
    const { chances, world } = this;
    const { crashAtCall, stopAtCall } = world.faults;
    const chance = chances.storage;
    if (chance.is(crashAtCall)) return { death: "before", stopMs: 0, course: this.#served() };
    const course = this.#course(what);
    const dies = what === "append" && chance.is(crashAtCall);
    const stopMs = what === "append" && chance.is(stopAtCall) ? chance.between(STOP_MS) : 0;
    return { death: dies ? "after" : null, stopMs, course };
  }

  coordination(): CoordinationFate {
    const chance = this.chances.bus;
    const { crashAtCall, coordinationLoss } = this.world.faults;
    const lost = chance.is(coordinationLoss / 2) ? "there" : chance.is(coordinationLoss / 2) ? "back" : null;
    const death = chance.is(crashAtCall) ? "before" : null;
    return { death, lost, thereMs: chance.between(COORDINATION_MS), backMs: chance.between(COORDINATION_MS) };
  }

  wakeup(): WakeupFate {
    const chance = this.chances.bus;
    const { faults } = this.world;
    if (chance.is(faults.wakeupDrop)) return [];
    const delay = chance.between(chance.is(faults.wakeupDelay) ? LATE_WAKEUP_MS : COORDINATION_MS);
    return chance.is(faults.wakeupDuplicate) ? [delay, delay + chance.between(LATE_WAKEUP_MS)] : [delay];
  }

  #course(what: StorageCall): StorageCourse {
    const { faults } = this.world;
    const chance = this.chances.storage;
    const noticedMs = () => chance.between(BROKEN_MS);
    if (chance.is(faults.requestLoss)) return { kind: "not served", code: chance.pick(CUT), noticedMs: noticedMs() };
    if (chance.is(faults.exhausted)) return { kind: "not served", code: chance.pick(NOT_NOW), noticedMs: noticedMs() };
    if (what === "append" && chance.is(faults.deadlock)) {
      return { kind: "not served", code: chance.pick(GAVE_WAY), noticedMs: noticedMs() };
    }
    if (what !== "read" && chance.is(faults.lateCommit)) {
      return { kind: "orphaned", code: "57P01", noticedMs: noticedMs(), carriedOutMs: chance.between(ORPHAN_MS) };
    }
    const served = this.#served();
    if (!chance.is(faults.replyLoss)) return served;
    return { kind: "unanswered", thereMs: served.thereMs, code: chance.pick(CUT), noticedMs: noticedMs() };
  }

  #served(): Extract<StorageCourse, { kind: "served" }> {
    const { faults, habits } = this.world;
    const chance = this.chances.storage;
    const half = () => chance.between(chance.is(faults.slowStorage) ? SLOW_STORAGE_MS : habits.storageMs) / 2;
    return { kind: "served", thereMs: half(), backMs: half() };
  }
}
