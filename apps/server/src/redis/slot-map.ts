/** Which node of a cluster keeps which slots, as `CLUSTER SLOTS` tells it. */
import { z } from "zod";
import { type HostPort, placeOf } from "./store-address.js";
import { SLOTS, slotOf } from "./slot.js";

export interface SlotRange {
  readonly from: number;
  readonly to: number;
}
/** One master, by its place (`host:port`), with what it keeps. */
export interface Master {
  readonly place: string;
  readonly node: HostPort;
  readonly ranges: readonly SlotRange[];
}
export interface SlotMap {
  /** In the order of their places. */
  readonly masters: readonly Master[];
  /** Masters and replicas: whoever may be asked about the cluster, and subscribed to. */
  readonly nodes: readonly HostPort[];
}

const slot = z
  .number()
  .int()
  .min(0)
  .max(SLOTS - 1);
const nodeSchema = z.tuple([z.string().nullable(), z.number().int().min(1).max(65_535)], z.unknown());
const replySchema = z.array(z.tuple([slot, slot, nodeSchema], nodeSchema));

/** Null when the reply tells of no slots, or does not parse. `asked` is meant where a node does not know its own name. */
export function parseSlotMap(reply: unknown, asked: HostPort): SlotMap | null {
  const parsed = replySchema.safeParse(reply);
  if (!parsed.success || parsed.data.length === 0) return null;
  const ranges = new Map<string, { node: HostPort; ranges: SlotRange[] }>();
  const nodes = new Map<string, HostPort>();
  for (const [from, to, ...keepers] of parsed.data) {
    const [master, ...replicas] = keepers.map(([host, port]) => ({ host: nameOf(host, asked), port }));
    if (master === undefined) return null;
    for (const node of [master, ...replicas]) nodes.set(placeOf(node), node);
    const known = ranges.get(placeOf(master)) ?? { node: master, ranges: [] };
    known.ranges.push({ from, to });
    ranges.set(placeOf(master), known);
  }
  const masters = [...ranges].map(([place, kept]) => ({ place, ...kept }));
  return { masters: masters.sort((a, b) => (a.place < b.place ? -1 : 1)), nodes: [...nodes.values()] };
}

/** Redis says nothing, or a question mark, where it was not told how clients reach it. */
function nameOf(host: string | null, asked: HostPort): string {
  return host === null || host === "" || host === "?" ? asked.host : host;
}

/** A hash tag of whose keys this master is the keeper: the first of `wanted` that is, else one that is looked for. */
export function tagKeptBy({ ranges }: Master, wanted: string): string {
  for (let i = 0; ; i += 1) {
    const tag = i === 0 ? wanted : `part${i}`;
    const at = slotOf(tag);
    if (ranges.some(({ from, to }) => from <= at && at <= to)) return tag;
  }
}
