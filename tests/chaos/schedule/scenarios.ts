/** The scenarios by their names in the test plan: what of each a plan of faults is made from. */
import type { FaultKind, PlannedFault } from "./plan.js";

export type Span = readonly [least: number, most: number];

export interface Ingredient {
  readonly kind: FaultKind;
  readonly forMs: Span;
  /** It strikes one node, any of them. */
  readonly hasPlace?: true;
  /** How much more often than others; 1 unless said. */
  readonly weight?: number;
}
/** One kind of fault again and again, whatever else happens; where it strikes one node, the nodes take turns. */
export interface Pace extends Ingredient {
  /** From beginning to beginning. */
  readonly everyMs: Span;
  /** One at a time: the next begins no sooner than so long after the last is over. */
  readonly restMs?: number;
}
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** Time between two faults: from beginning to beginning where they `overlap`, otherwise from end to beginning. */
  readonly everyMs: Span;
  readonly overlap?: true;
  readonly ingredients: readonly Ingredient[];
  /** Instead of the ingredients: each of these at its own pace. */
  readonly paces?: readonly Pace[];
  /** Instead of chance: exactly these, in a storm of this length. */
  readonly script?: readonly PlannedFault[];
  /** Instead of the usual tables: so many slow ones, all of whose players begin on one node. */
  readonly crowd?: { readonly tables: number; readonly startAt: number };
  /** People who watch the first table, beside all others. */
  readonly spectators?: number;
}

const AT_ONCE: Span = [0, 0];

const NODES: readonly Ingredient[] = [
  { kind: "node.kill", forMs: [0, 2_000], hasPlace: true, weight: 2 },
  { kind: "node.stop", forMs: [0, 2_000], hasPlace: true },
];
const REDIS: readonly Ingredient[] = [
  { kind: "redis.flush", forMs: AT_ONCE },
  { kind: "redis.kill", forMs: [200, 6_000] },
  { kind: "redis.freeze", forMs: [2_000, 10_000] },
  { kind: "redis.blackhole", forMs: [2_000, 10_000] },
  { kind: "redis.cut-subscribers", forMs: AT_ONCE },
];
const POSTGRES: readonly Ingredient[] = [
  { kind: "postgres.kill", forMs: [0, 4_000] },
  { kind: "postgres.stop-at-once", forMs: AT_ONCE },
  { kind: "postgres.freeze", forMs: [2_000, 20_000] },
  { kind: "postgres.blackhole", forMs: [2_000, 10_000] },
  { kind: "postgres.terminate", forMs: [1_000, 5_000] },
  { kind: "everything.kill", forMs: [500, 2_000] },
];
const FREEZES: readonly Ingredient[] = [{ kind: "node.freeze", forMs: [1_000, 30_000], hasPlace: true }];
const CROWDS: readonly Ingredient[] = [
  { kind: "postgres.hog", forMs: [3_000, 8_000] },
  { kind: "postgres.lock", forMs: [2_000, 5_000] },
];
const NETWORK: readonly Ingredient[] = [
  { kind: "net.slow", forMs: [5_000, 15_000], hasPlace: true },
  { kind: "net.reset", forMs: [5_000, 15_000], hasPlace: true },
  { kind: "net.slice", forMs: [5_000, 15_000], hasPlace: true },
  { kind: "net.one-way", forMs: [5_000, 20_000], hasPlace: true },
  { kind: "net.blackhole", forMs: [5_000, 30_000], hasPlace: true },
];
/** In five minutes 200 nodes, 50 times Postgres and 50 times Redis. */
const KILLS: readonly Pace[] = [
  { kind: "node.kill", forMs: AT_ONCE, hasPlace: true, everyMs: [1_200, 1_600], restMs: 300 },
  { kind: "postgres.kill", forMs: [0, 500], everyMs: [4_500, 6_500] },
  { kind: "redis.kill", forMs: [100, 1_500], everyMs: [7_000, 11_000] },
  { kind: "redis.flush", forMs: AT_ONCE, everyMs: [7_000, 11_000] },
];
const RESTARTS: readonly Ingredient[] = [
  { kind: "nodes.kill", forMs: [0, 1_500] },
  { kind: "nodes.roll", forMs: AT_ONCE },
];

export const SCENARIOS: readonly Scenario[] = [
  { id: "X1", title: "nodes killed or asked to stop", everyMs: [3_000, 8_000], ingredients: NODES },
  { id: "X2", title: "Redis emptied, killed, frozen, cut off", everyMs: [5_000, 8_000], ingredients: REDIS },
  {
    id: "X3",
    title: "Postgres, or everything, killed, frozen, cut off",
    everyMs: [8_000, 12_000],
    ingredients: POSTGRES,
  },
  { id: "X4", title: "nodes frozen for up to 30 seconds", everyMs: [5_000, 8_000], ingredients: FREEZES },
  { id: "X5", title: "Postgres crowded and locked", everyMs: [6_000, 10_000], ingredients: CROWDS },
  {
    id: "X6",
    title: "a replica takes over from a Postgres that is killed: twice one that lags, then a synchronous one",
    everyMs: [0, 0],
    ingredients: [],
    script: [
      { atMs: 4_000, kind: "postgres.fail-over", forMs: 1_000, place: null },
      { atMs: 16_000, kind: "postgres.fail-over", forMs: 400, place: null },
      { atMs: 28_000, kind: "postgres.fail-over-in-step", forMs: 1_000, place: null },
    ],
  },
  {
    id: "X7",
    title: "a thousand clients on a node that is killed; then all nodes, then everything",
    everyMs: [0, 0],
    ingredients: [],
    script: [
      { atMs: 10_000, kind: "node.kill", forMs: 8_000, place: 0 },
      { atMs: 30_000, kind: "node.kill", forMs: 8_000, place: 1 },
      { atMs: 50_000, kind: "nodes.kill", forMs: 0, place: null },
      { atMs: 70_000, kind: "everything.kill", forMs: 0, place: null },
    ],
    crowd: { tables: 500, startAt: 0 },
  },
  {
    id: "X8",
    title: "a match with a thousand spectators, and a hundred clients that never read",
    everyMs: [0, 0],
    ingredients: [],
    script: [{ atMs: 20_000, kind: "clients.deaf", forMs: 60_000, place: 0 }],
    spectators: 1_000,
  },
  {
    id: "abuse",
    title: "clients that send a node what no client of ours would",
    everyMs: [0, 0],
    ingredients: [],
    script: [{ atMs: 15_000, kind: "clients.hostile", forMs: 30_000, place: 0 }],
  },
  {
    id: "kills",
    title: "nodes, Postgres and Redis killed again and again, each at its own pace",
    everyMs: [0, 0],
    ingredients: [],
    paces: KILLS,
  },
  { id: "X9", title: "a bad network before the nodes", everyMs: [5_000, 8_000], ingredients: NETWORK },
  {
    id: "roll",
    title: "rolling restarts",
    everyMs: [12_000, 16_000],
    ingredients: [{ kind: "nodes.roll", forMs: AT_ONCE }],
  },
  {
    id: "mix",
    title: "all of it, mixed",
    everyMs: [3_000, 9_000],
    overlap: true,
    ingredients: [...NODES, ...REDIS, ...POSTGRES, ...FREEZES, ...CROWDS, ...NETWORK, ...RESTARTS],
  },
];
