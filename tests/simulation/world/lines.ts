/** The ways from a node to what all nodes share, and everything that can happen on them. */
import { StorageFault } from "../../../packages/db/src/storage-fault.js";
import type { Wakeup } from "../../../apps/server/src/ports.js";
import type { Chance } from "./chance.js";
import type { CoordinationLine } from "./sim-coordination.js";
import type { StorageLine, StorageNote } from "./sim-store.js";
import type { VirtualProcess } from "./virtual-process.js";
import type { World } from "./world.js";

const SLOW_STORAGE_MS = [20, 400] as const;
/** After this a broken connection is noticed. */
const BROKEN_MS = [10, 800] as const;
/** How much longer a statement may run whose client is gone. */
const ORPHAN_MS = [1, 1_500] as const;
const COORDINATION_MS = [0.1, 2] as const;
/** The longest a node waits for the coordination store. */
const COORDINATION_BOUND_MS = 200;
const LATE_WAKEUP_MS = [20, 900] as const;

const never = <T>(): Promise<T> => new Promise(() => {});

/** Dies at this very call, now and then, before anything of it has left. */
function diesNow(world: World, process: VirtualProcess, chance: Chance): boolean {
  if (!chance.is(world.faults.crashAtCall)) return false;
  world.crash(process);
  return true;
}

interface Answer<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (fault: unknown) => void;
}
type Statement = Parameters<StorageLine["ask"]>[0];

/** A node's connections to the database. */
export class SimStorageLine implements StorageLine {
  constructor(
    private readonly world: World,
    private readonly process: VirtualProcess,
    private readonly chance: Chance,
    private readonly jitter: Chance = chance.fork("jitter"),
  ) {}

  ask<T>(what: Statement, statement: () => T): Promise<T> {
    const { world, process, chance } = this;
    if (!process.isAlive || diesNow(world, process, chance)) return never();
    return new Promise((resolve, reject) => {
      this.#travel(what, statement, { resolve, reject });
      if (what !== "append" || !chance.is(world.faults.crashAtCall)) return;
      world.recorder.sometimes("crash during append");
      world.crash(process);
    });
  }

  now(): number {
    return this.world.timeline.now;
  }
  wallClock(): number {
    return this.process.clock.now();
  }
  after(ms: number, task: () => void): () => void {
    return this.process.clock.after(ms, task);
  }
  unit(): number {
    return this.jitter.unit();
  }
  note(what: StorageNote): void {
    this.world.recorder.sometimes(what);
  }

  #travel<T>(what: Statement, statement: () => T, answer: Answer<T>): void {
    const { world, chance } = this;
    const { faults, timeline } = world;
    if (world.isStorageAway || chance.is(faults.requestLoss)) return this.#unknown(what, "08006", answer);
    if (what === "append" && chance.is(faults.deadlock)) {
      return this.#fail(new StorageFault("conflict", "40P01"), answer);
    }
    if (what !== "read" && chance.is(faults.lateCommit)) return this.#orphan(what, statement, answer);
    timeline.after(this.#halfWay(), () => {
      if (world.isStorageAway) return this.#unknown(what, "57P03", answer);
      const result = this.#carryOut(what, statement);
      if (chance.is(faults.replyLoss)) return this.#unknown(what, "08006", answer);
      const settle = () => ("value" in result ? answer.resolve(result.value) : answer.reject(result.fault));
      timeline.after(this.#halfWay(), () => this.process.reach(settle));
    });
  }

  /** The connection dies; the backend, which does not know, goes on and commits. */
  #orphan<T>(what: Statement, statement: () => T, answer: Answer<T>): void {
    const { world, chance } = this;
    this.#unknown(what, "57P01", answer);
    world.timeline.after(chance.between(BROKEN_MS) + chance.between(ORPHAN_MS), () => {
      const result = this.#carryOut(what, statement);
      if ("value" in result && what === "append") world.recorder.sometimes("late commit");
    });
  }

  #unknown<T>(what: Statement, code: string, answer: Answer<T>): void {
    if (what === "append") this.world.recorder.sometimes("unknown outcome");
    this.#fail(new StorageFault("unreachable", code), answer);
  }

  #fail<T>(fault: StorageFault, answer: Answer<T>): void {
    const fail = () => this.process.reach(() => answer.reject(fault));
    this.world.timeline.after(this.chance.between(BROKEN_MS), fail);
  }

  #halfWay(): number {
    const isSlow = this.chance.is(this.world.faults.slowStorage);
    return this.chance.between(isSlow ? SLOW_STORAGE_MS : this.world.habits.storageMs) / 2;
  }

  /** Carries it out at the database now; what is refused there is an answer too. */
  #carryOut<T>(what: Statement, statement: () => T): { readonly value: T } | { readonly fault: unknown } {
    try {
      const value = statement();
      if (what === "append") this.world.appended(this.process);
      return { value };
    } catch (fault) {
      if (!(fault instanceof StorageFault)) throw fault;
      return { fault };
    }
  }
}

export function coordinationLine(world: World, process: VirtualProcess, chance: Chance): CoordinationLine {
  const { timeline } = world;
  return {
    clock: process.clock,
    note: (what) => world.recorder.sometimes(what),
    reach: (run) => process.reach(run),
    ask(command, away, what) {
      if (!process.isAlive) return never();
      if (diesNow(world, process, chance)) {
        if (what === "publish") world.recorder.sometimes("crash between commit and wake-up");
        return never();
      }
      return new Promise((resolve, reject) => {
        const giveUp = () => timeline.after(COORDINATION_BOUND_MS, () => process.reach(() => resolve(away)));
        if (chance.is(world.faults.coordinationLoss / 2)) return void giveUp();
        timeline.after(chance.between(COORDINATION_MS), () => {
          if (world.isCoordinationAway) return void giveUp();
          const result = command();
          if (chance.is(world.faults.coordinationLoss / 2)) return void giveUp();
          timeline.after(chance.between(COORDINATION_MS), () =>
            process.reach(() => void settle(result, resolve, reject)),
          );
        });
      });
    },
    carry(wakeup, deliver) {
      const { faults } = world;
      if (chance.is(faults.wakeupDrop)) return world.wakeupLost(process, wakeup);
      const delay = chance.between(chance.is(faults.wakeupDelay) ? LATE_WAKEUP_MS : COORDINATION_MS);
      const arrive = () => process.reach(() => arrived(world, process, wakeup, deliver));
      timeline.after(delay, arrive);
      if (chance.is(faults.wakeupDuplicate)) timeline.after(delay + chance.between(LATE_WAKEUP_MS), arrive);
    },
  };
}

// oxlint-disable-next-line max-params -- what came, to whom, where, and what it does there
function arrived(world: World, process: VirtualProcess, wakeup: Wakeup, deliver: () => void): void {
  world.wakeupArrived(process, wakeup);
  deliver();
}

async function settle<T>(
  result: T | Promise<T>,
  resolve: (value: T) => void,
  reject: (fault: unknown) => void,
): Promise<void> {
  try {
    resolve(await result);
  } catch (fault) {
    reject(fault);
  }
}
