/**
 * One simulated world from one seed: nodes, storage, coordination, a network and people, on one timeline. First
 * everything goes wrong that this seed has chosen; then the world heals, and has a few seconds to come to rest.
 *
 * Not in any world yet: a log that loses a join with its tail, HTTP, and wake-ups forged by somebody who knows who sits
 * where.
 */
import type { Wakeup } from "../../../apps/server/src/ports.js";
import type { History } from "../checker/history.js";
import { Chance, hash32 } from "./chance.js";
import { type Faults, NO_FAULTS } from "./faults.js";
import { type Fates, RandomFates } from "./fates.js";
import { chooseSetup, type Habits } from "./habits.js";
import { historyOf } from "./history-of.js";
import { Link } from "./link.js";
import { startMishaps } from "./mishaps.js";
import type { Page } from "./page.js";
import type { Person } from "./person.js";
import { chosenPlan, type WorldPlan } from "./plan.js";
import { type Part, Player, type Table } from "./player.js";
import { Recorder } from "./recorder.js";
import { SharedCoordination } from "./sim-coordination.js";
import { SimDatabase } from "./sim-database.js";
import { SimNode } from "./sim-node.js";
import { Timeline, WORLD_BEGINS } from "./timeline.js";
import type { VirtualProcess } from "./virtual-process.js";

/** How often it is looked whether all matches are over, and how long the storm goes on then. */
const LOOK_MS = 500;
const AFTERWARDS_MS = 1_500;
/**
 * How long the calm may take. A client notices a dead peer within 3 s (PINGs every 2 s, one second for the answer),
 * is back within 1.5 s (the longest wait of a brief outage) and once more if that hits a node that is just starting;
 * a request refused for now is asked again within 1 s, storage within 0.25 s; anti-entropy comes every second.
 */
export const CALM_MS = 6_000;
/** How long a player takes to see that a seat is taken, and to have it back. */
const TAKE_BACK_MS = 2_000;
/** What is younger than this at the end may still be on its way. */
export const SLACK_MS = 2_000;
const LONG_MS = 3_600_000;

export class World {
  readonly timeline = new Timeline();
  readonly chance: Chance;
  readonly habits: Habits;
  /** Those of this seed. Those of this moment are `faults`. */
  readonly chosen: Faults;
  faults: Faults;
  readonly recorder: Recorder;
  readonly database: SimDatabase;
  readonly coordination: SharedCoordination;
  readonly nodes: (SimNode | null)[] = [];
  readonly people: Person[] = [];
  /** By page: the place of the node its connections go to, as long as that lives. */
  readonly routes = new Map<string, number>();
  readonly links = new Set<Link>();
  #isStorageAway = false;
  isCoordinationAway = false;
  isCalm = false;
  readonly #lives: number[] = [];
  /** By node and match: the version of a wake-up that never came. */
  readonly #unheard = new Map<string, number>();

  constructor(
    readonly name: string,
    private readonly plan: WorldPlan = chosenPlan(new Chance(name)),
  ) {
    this.chance = new Chance(name);
    this.habits = plan.habits;
    this.chosen = plan.faults;
    this.faults = this.chosen;
    this.recorder = new Recorder(this.timeline);
    const now = () => Math.floor(this.timeline.now);
    const onRefusedBatch = () => this.recorder.sometimes("bisect");
    this.database = new SimDatabase(now, (row) => this.#isPoison(row), onRefusedBatch);
    const clock = { now, after: (ms: number, task: () => void) => this.timeline.after(ms, task) };
    this.coordination = new SharedCoordination(clock, this.habits.dedupeMs);
  }

  /** Lets it all happen. Called once. */
  async run(): Promise<History> {
    this.begin();
    await this.#storm();
    return this.end();
  }

  begin(): void {
    // The service was there before this world began.
    this.database.beat({ nodeId: "earlier", blindSince: null, gapMs: 0, since: 0 });
    for (let i = 0; i < this.habits.nodes; i += 1) this.#startNode(i);
    if (!this.plan.isPeopled) return;
    this.#setTables();
    startMishaps(this);
  }

  /** The world heals and comes to rest. */
  async end(): Promise<History> {
    this.#heal();
    await this.timeline.runUntil(this.timeline.now + CALM_MS);
    // A page that is gone may have been the last to claim a seat: once that is noticed, the player takes it back.
    const isOverruled = this.people.some(({ following }) => this.#isOverruled(following));
    if (isOverruled) await this.timeline.runUntil(this.timeline.now + TAKE_BACK_MS);
    return historyOf(this);
  }

  /** Without its seat, or about to have it back. */
  #isOverruled(page: Page | null): boolean {
    if (page === null) return false;
    return page.match?.status === "superseded" || page.overruledAt > this.timeline.now - TAKE_BACK_MS;
  }

  /** To its end, or until a while after the last match is over: from there on there is little left to go wrong. */
  async #storm(): Promise<void> {
    const { stormEnds } = this;
    let end = stormEnds;
    while (this.timeline.now < end) {
      await this.timeline.runUntil(Math.min(end, this.timeline.now + LOOK_MS));
      if (end === stormEnds && this.#isAllOver()) end = Math.min(stormEnds, this.timeline.now + AFTERWARDS_MS);
    }
  }

  #isAllOver(): boolean {
    return this.database.over >= this.habits.tables;
  }

  get stormEnds(): number {
    return WORLD_BEGINS + this.habits.stormMs;
  }

  get isStorageAway(): boolean {
    return this.#isStorageAway;
  }
  set isStorageAway(isAway: boolean) {
    const { now } = this.timeline;
    const latest = this.recorder.outages.at(-1);
    if (isAway && !this.#isStorageAway) this.recorder.outages.push({ from: now, to: Number.POSITIVE_INFINITY });
    if (!isAway && this.#isStorageAway && latest) latest.to = now;
    this.#isStorageAway = isAway;
  }

  /** What becomes of the calls of a node in this life. */
  fatesOf(place: number, chance: Chance): Fates {
    return (
      this.plan.fatesOf?.(place) ?? new RandomFates(this, { storage: chance.fork("storage"), bus: chance.fork("bus") })
    );
  }

  /** A node for a new connection: any that lives, as a load balancer without memory would, unless a script says which. */
  pickNode(chance: Chance, page?: string): SimNode | null {
    const route = this.routes.get(page ?? "");
    if (route !== undefined && this.nodes[route]) return this.nodes[route];
    const alive = this.nodes.filter((node) => node !== null);
    return alive[chance.below(alive.length)] ?? null;
  }

  newLink(chance: Chance): Link {
    const weather = { timeline: this.timeline, chance, faults: () => this.faults };
    const link: Link = new Link(weather, () => this.links.delete(link));
    this.links.add(link);
    return link;
  }

  /** kill -9 of a node, which is started again after a while. */
  crash(process: VirtualProcess): void {
    const place = this.nodes.findIndex((node) => node?.process === process);
    if (place < 0 || this.isCalm) return;
    this.recorder.trace(`${process.name} dies`);
    this.nodes[place] = null;
    process.end();
    this.timeline.after(this.chance.between(this.plan.restartMs), () => this.#startNode(place));
  }

  /** A statement of this node has been carried out: its wake-up is next, unless the node is gone. */
  appended(process: VirtualProcess): void {
    if (!process.isAlive) this.recorder.sometimes("crash during append");
  }

  /** How long a token is good for that is made now: nobody is kept busy with them in the calm. */
  get tokenMs(): number {
    return this.isCalm ? LONG_MS : this.habits.tokenMs;
  }

  /** Nor with one of the storm, which could end at any moment of the calm, also its last. */
  endOfToken(expiresAt: number): number {
    return this.isCalm ? Math.max(expiresAt, this.timeline.now + LONG_MS) : expiresAt;
  }

  /** Whether the rules throw at this, always and on every node: rules do not heal. */
  rulesThrowAt(asked: string): boolean {
    const throws = hash32(asked) / 2 ** 32 < this.chosen.throwingRules;
    if (!throws) return false;
    this.recorder.sometimes("rules threw");
    this.recorder.threwAt.add(asked);
    return true;
  }

  here(matchId: string, playerId: string): () => void {
    const here: (typeof this.recorder.here)[number] = { playerId, matchId, from: this.timeline.now, to: null };
    this.recorder.here.push(here);
    return () => {
      here.to = this.timeline.now;
    };
  }

  wakeupLost(process: VirtualProcess, wakeup: Wakeup): void {
    if (wakeup.kind === "version") this.#unheard.set(`${process.name}/${wakeup.matchId}`, wakeup.version);
  }
  wakeupArrived(process: VirtualProcess, wakeup: Wakeup): void {
    if (wakeup.kind !== "version") return;
    const key = `${process.name}/${wakeup.matchId}`;
    if (wakeup.version >= (this.#unheard.get(key) ?? 0)) this.#unheard.delete(key);
  }
  /** The node tells a client of a version. */
  told(process: VirtualProcess, matchId: string, version: number): void {
    const key = `${process.name}/${matchId}`;
    if (version < (this.#unheard.get(key) ?? Number.POSITIVE_INFINITY)) return;
    this.#unheard.delete(key);
    this.recorder.sometimes("lost wake-up healed");
  }

  #startNode(place: number): void {
    if (this.nodes[place]) return;
    const life = (this.#lives[place] ?? 0) + 1;
    this.#lives[place] = life;
    const node = new SimNode(this, place, life);
    node.process.clockOffsetMs = this.chance.between([-1, 1]) * this.faults.skewMs;
    this.nodes[place] = node;
    this.recorder.trace(`${node.name} starts`);
  }

  #setTables(): void {
    for (let i = 0; i < this.habits.tables; i += 1) {
      const chance = this.chance.fork(`table ${i}`);
      const table: Table = { setup: chooseSetup(chance.fork("setup"), this.habits), code: null, watchKey: null };
      const seat = (part: Part) => {
        const player = new Player(this, { name: `${part}${i}`, part }, table, chance.fork(part));
        this.people.push(player);
        this.timeline.after(chance.between([0, 400]), () => player.start());
      };
      seat("host");
      seat("guest");
      if (table.setup.hosted) seat("second");
      if (chance.is(this.habits.rivals)) seat("rival");
      if (chance.is(this.habits.observers)) seat("observer");
    }
  }

  #heal(): void {
    this.recorder.trace("the world heals");
    this.isCalm = true;
    this.faults = NO_FAULTS;
    this.isStorageAway = false;
    if (this.isCoordinationAway) this.coordination.tellOfGap();
    this.isCoordinationAway = false;
    for (const node of this.nodes) {
      if (node) node.process.clockOffsetMs = 0;
      node?.process.goOn();
    }
    for (const place of this.nodes.keys()) this.#startNode(place);
    for (const link of [...this.links]) {
      link.unclog();
      link.cutIfDoomed();
    }
    for (const person of this.people) person.settleDown();
  }

  /** Some moves are made of what no column takes: always the same ones, whoever sends them. */
  #isPoison({ kind, msgId }: { readonly kind: string; readonly msgId: string }): boolean {
    const isChosen = kind === "move" && Number.parseInt(msgId.slice(-4), 16) / 65_536 < this.chosen.poison;
    const isPoison = this.plan.isPoison?.(msgId) ?? isChosen;
    if (isPoison) this.recorder.poisoned.add(msgId);
    return isPoison;
  }
}
