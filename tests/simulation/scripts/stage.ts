/** A world in which nothing happens by chance: a script brings the people and says what goes wrong. */
import { check } from "../checker/check.js";
import type { History, Violation } from "../checker/history.js";
import { Chance } from "../world/chance.js";
import { NO_FAULTS } from "../world/faults.js";
import type { Fates } from "../world/fates.js";
import type { Habits } from "../world/habits.js";
import { WORLD_BEGINS } from "../world/timeline.js";
import { World } from "../world/world.js";
import { Actor } from "./actor.js";
import { type Call, type Mishap, ScriptedFates } from "./scripted-fates.js";
import { Wire } from "./wire.js";

export interface StagePlan {
  readonly nodes?: number;
  readonly writers?: number;
  readonly dedupeMs?: number;
  /** What becomes of the calls of the node at this place, if that is not for the script to say call by call. */
  readonly fatesOf?: (place: number) => Fates;
}
export interface Performance {
  /** What is wrong: rules of the checker that were broken, and what the script itself did not find. */
  readonly violations: readonly Violation[];
  readonly history: History;
  readonly tail: readonly string[];
}

/** Virtual time in which a script must have come to its end, whatever went wrong. */
const SCRIPT_MS = 30_000;
const LOOK_MS = 5;
const RESTART_MS = 300;

const HABITS: Habits = {
  stormMs: SCRIPT_MS,
  nodes: 2,
  tables: 0,
  writers: 1,
  storageMs: [1, 1],
  thinkMs: [1_000, 1_000],
  illegal: 0,
  stale: 0,
  ahead: 0,
  doze: 0,
  eager: 0,
  brink: 0,
  isSoundInside: false,
  hasty: 0,
  resign: 0,
  everyReload: 0,
  everyLeave: 0,
  everySecondTab: 0,
  leave: 0,
  hosted: 0,
  tokenMs: 3_600_000,
  tokenless: 0,
  dedupeMs: 300_000,
  rivals: 0,
  observers: 0,
};

export class Stage {
  readonly world: World;
  /** Whether nodes hear of each other's commits. */
  hints: "through" | "lost" = "through";
  readonly poison = new Set<string>();
  readonly #ahead: { readonly place: number; readonly call: Call; readonly mishap: Mishap }[] = [];

  constructor(name: string, { nodes = 2, writers = 1, dedupeMs = 300_000, fatesOf }: StagePlan = {}) {
    const hints = () => (this.hints === "lost" ? [] : [1]);
    const scripted = (place: number) => new ScriptedFates((call) => this.#mishapAt(place, call), hints);
    this.world = new World(name, {
      habits: { ...HABITS, nodes, writers, dedupeMs },
      faults: NO_FAULTS,
      isPeopled: false,
      restartMs: [RESTART_MS, RESTART_MS],
      isPoison: (msgId) => this.poison.has(msgId),
      fatesOf: fatesOf ?? scripted,
    });
  }

  /** The next call of this kind that the node makes goes wrong in this way. */
  next(place: number, call: Call, mishap: Mishap): void {
    this.#ahead.push({ place, call, mishap });
  }

  #mishapAt(place: number, call: Call): Mishap | null {
    const at = this.#ahead.findIndex((one) => one.place === place && one.call === call);
    return at < 0 ? null : (this.#ahead.splice(at, 1)[0]?.mishap ?? null);
  }

  /** Somebody with one device, not connected yet. */
  actor(role: string): Actor {
    const name = `${role}${this.world.people.length}`;
    const actor = new Actor(this.world, name, new Chance(`${this.world.name}/${name}`));
    this.world.people.push(actor);
    return actor;
  }

  /** A connection of that person's to the node at this place, without an SDK. */
  wire(who: Actor, place: number): Wire {
    return new Wire(this.world, who, place);
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.world.timeline.after(ms, resolve));
  }

  /** Resolves so long after the world's beginning. */
  at(ms: number): Promise<void> {
    return this.wait(WORLD_BEGINS + ms - this.world.timeline.now);
  }

  /** Resolves once it is so. @throws when it is not within `ms`. */
  async until(what: string, isSo: () => boolean, ms = 10_000): Promise<void> {
    const end = this.world.timeline.now + ms;
    while (!isSo()) {
      if (this.world.timeline.now >= end) throw new Error(`not within ${ms} ms: ${what}`);
      await this.wait(LOOK_MS);
    }
  }

  expect(what: string, isSo: boolean): void {
    if (!isSo) throw new Error(what);
  }

  /** All connections end, and everybody hears of it. */
  cutAll(): void {
    for (const link of [...this.world.links]) link.cut(false);
  }

  /** kill -9 of a node, which is there again after a while. */
  kill(place: number): void {
    const node = this.world.nodes[place];
    if (node) this.world.crash(node.process);
  }

  /** Lets the script run to its end, then the world come to rest; and judges what happened. */
  async perform(script: (stage: Stage) => Promise<void>): Promise<Performance> {
    const { world } = this;
    world.begin();
    const found: Violation[] = [];
    let isOver = false;
    const complain = (fault: unknown) => void found.push({ rule: "script", what: String(fault) });
    void script(this)
      .catch(complain)
      .finally(() => {
        isOver = true;
      });
    const end = world.timeline.now + SCRIPT_MS;
    while (!isOver && world.timeline.now < end) await world.timeline.runUntil(world.timeline.now + 20);
    if (!isOver) complain("the script has not come to its end");
    const history = await world.end();
    return { violations: [...check(history), ...found], history, tail: world.recorder.tail };
  }
}
