/**
 * The rules' watch of a real node: says what runs on shared memory, has a thread look at it, and knows what has
 * stopped nodes before, here and elsewhere.
 */
import { Worker } from "node:worker_threads";
import type { StallCount } from "@holdfast/db";
import type { RulesRun, RulesWatch } from "../live/rules-watch.js";
import { RunBoard } from "./run-board.js";
import type { ThreadData } from "./thread.js";

export interface WatchdogOptions extends Omit<ThreadData, "memory"> {
  /** What is known of all nodes. @throws StorageUnavailable */
  readonly stalls: () => Promise<readonly StallCount[]>;
}

/** A request is tried on this many nodes that stop over it, and one match stops at most so many. */
const MOST_PER_RUN = 2;
const MOST_PER_SUBJECT = 4;

interface Known {
  nodes: number;
  readonly runs: Map<string, number>;
}

export class Watchdog implements RulesWatch {
  readonly #board = new RunBoard();
  #known: ReadonlyMap<string, Known> = new Map();
  #thread: Worker | null = null;

  constructor(private readonly options: WatchdogOptions) {}

  /** Starts watching, with what is known already. @throws StorageUnavailable */
  async start(): Promise<void> {
    await this.refresh();
    const { nodeId, limitMs, notes } = this.options;
    const workerData: ThreadData = { memory: this.#board.memory, nodeId, limitMs, notes };
    this.#thread = new Worker(new URL("./thread.js", import.meta.url), { workerData });
    this.#thread.unref();
  }

  async stop(): Promise<void> {
    await this.#thread?.terminate();
  }

  during<T>(run: RulesRun, work: () => T): T {
    this.#board.begin(run);
    try {
      return work();
    } finally {
      this.#board.end();
    }
  }

  isSuspect({ subject }: RulesRun): boolean {
    return this.#known.has(subject);
  }

  isBarred({ subject, actorId, msgId }: RulesRun): boolean {
    const known = this.#known.get(subject);
    if (known === undefined) return false;
    return known.nodes >= MOST_PER_SUBJECT || (known.runs.get(`${actorId} ${msgId}`) ?? 0) >= MOST_PER_RUN;
  }

  async refresh(): Promise<void> {
    const stalls = await this.options.stalls();
    const known = new Map<string, Known>();
    for (const { subject, actorId, msgId, nodes } of stalls) {
      const of = known.get(subject) ?? { nodes: 0, runs: new Map<string, number>() };
      of.nodes += nodes;
      of.runs.set(`${actorId} ${msgId}`, nodes);
      known.set(subject, of);
    }
    this.#known = known;
  }
}
