/** The ways from a node to what all nodes share: they carry out what its fates decide. */
import type { Wakeup } from "../../../apps/server/src/ports.js";
import type { Chance } from "./chance.js";
import { DriverError } from "./driver-error.js";
import type { Fates, StorageCourse } from "./fates.js";
import type { CoordinationLine } from "./sim-coordination.js";
import type { StorageCall, StorageLine, StorageNote } from "./sim-store.js";
import type { VirtualProcess } from "./virtual-process.js";
import type { World } from "./world.js";

/** The longest a node waits for the coordination store. */
const COORDINATION_BOUND_MS = 200;
/** How long it takes to notice that nothing is there. */
const AWAY_MS = 40;

const never = <T>(): Promise<T> => new Promise(() => {});

interface Answer<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (fault: unknown) => void;
}

/** A node's connections to the database. */
export class SimStorageLine implements StorageLine {
  constructor(
    private readonly world: World,
    private readonly process: VirtualProcess,
    private readonly fates: Fates,
    private readonly jitter: Chance,
  ) {}

  ask<T>(what: StorageCall, statement: () => T): Promise<T> {
    const { world, process } = this;
    if (!process.isAlive) return never();
    const { death, stopMs, course } = this.fates.storage(what);
    if (death === "before") {
      world.crash(process);
      return never();
    }
    return new Promise((resolve, reject) => {
      this.#travel({ what, statement, course }, { resolve, reject });
      if (stopMs > 0) this.#stop(stopMs);
      if (death !== "after") return;
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

  #travel<T>(call: Travelling<T>, answer: Answer<T>): void {
    const { world } = this;
    const { course, what } = call;
    if (world.isStorageAway) return this.#fail("08006", AWAY_MS, answer);
    if (course.kind !== "served" && what === "append") this.#count(course);
    if (course.kind === "not served") return this.#fail(course.code, course.noticedMs, answer);
    if (course.kind === "orphaned") return this.#orphan(call, course, answer);
    world.timeline.after(course.thereMs, () => {
      if (world.isStorageAway) return this.#fail("57P01", AWAY_MS, answer);
      const result = this.#carryOut(call);
      if (course.kind === "unanswered") return this.#fail(course.code, course.noticedMs, answer);
      const settle = () => ("value" in result ? answer.resolve(result.value) : answer.reject(result.fault));
      world.timeline.after(course.backMs, () => this.process.reach(settle));
    });
  }

  // oxlint-disable-next-line max-params -- what was sent, what becomes of it, and who waits
  #orphan<T>(call: Travelling<T>, course: Orphaned, answer: Answer<T>): void {
    this.#fail(course.code, course.noticedMs, answer);
    this.world.timeline.after(course.noticedMs + course.carriedOutMs, () => {
      // What is away says of nobody that it was there; a commit it had under way may be in the log all the same.
      if (this.world.isStorageAway && call.what !== "append") return;
      const result = this.#carryOut(call);
      if ("value" in result && call.what === "append") this.world.recorder.sometimes("late commit");
    });
  }

  #fail<T>(code: string, afterMs: number, answer: Answer<T>): void {
    const fail = () => this.process.reach(() => answer.reject(new DriverError(code)));
    this.world.timeline.after(afterMs, fail);
  }

  /** SIGSTOP, with a batch on its way. */
  #stop(ms: number): void {
    this.world.recorder.sometimes("stopped during append");
    this.process.pause(ms);
  }

  #count({ kind, ...course }: StorageCourse): void {
    const { recorder } = this.world;
    const gaveWay = "code" in course && /^(40|55|57014)/.test(course.code);
    if (kind === "not served" && gaveWay) recorder.sometimes("database gave way");
    else recorder.sometimes("unknown outcome");
  }

  /** Carries it out at the database now; what is refused there is an answer too. */
  #carryOut<T>({ what, statement }: Travelling<T>): { readonly value: T } | { readonly fault: DriverError } {
    try {
      const value = statement();
      if (what === "append") this.world.appended(this.process);
      return { value };
    } catch (fault) {
      if (!(fault instanceof DriverError)) throw fault;
      return { fault };
    }
  }
}

type Orphaned = Extract<StorageCourse, { kind: "orphaned" }>;
interface Travelling<T> {
  readonly what: StorageCall;
  readonly statement: () => T;
  readonly course: StorageCourse;
}

export function coordinationLine(world: World, process: VirtualProcess, fates: Fates): CoordinationLine {
  const { timeline } = world;
  return {
    clock: process.clock,
    note: (what) => world.recorder.sometimes(what),
    reach: (run) => void process.reach(run),
    ask(command, away, what) {
      if (!process.isAlive) return never();
      const { death, lost, thereMs, backMs } = fates.coordination(what);
      if (death === "before") {
        if (what === "publish") world.recorder.sometimes("crash between commit and wake-up");
        world.crash(process);
        return never();
      }
      return new Promise((resolve, reject) => {
        if (death === "after") timeline.after(thereMs, () => world.crash(process));
        const giveUp = () => timeline.after(COORDINATION_BOUND_MS, () => process.reach(() => resolve(away)));
        if (lost === "there") return void giveUp();
        timeline.after(thereMs, () => {
          if (world.isCoordinationAway) return void giveUp();
          const result = command();
          if (lost === "back") return void giveUp();
          timeline.after(backMs, () => process.reach(() => void settle(result, resolve, reject)));
        });
      });
    },
    carry(wakeup, deliver) {
      const arrivals = fates.wakeup(wakeup);
      if (arrivals.length === 0) world.wakeupLost(process, wakeup);
      for (const ms of arrivals) {
        timeline.after(ms, () => process.reach(() => arrived(world, process, wakeup, deliver)));
      }
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
