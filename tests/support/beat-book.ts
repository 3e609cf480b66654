/** Heartbeats and outages as storage keeps them (`packages/db/src/queries/heartbeats.ts`), for stores without SQL. */
import {
  type Heard,
  type Heartbeat,
  type HeartbeatAnswer,
  LOST_NODE_MS,
  NODE_GAP_MS,
  type Outage,
  SILENT_NODE_MS,
} from "@holdfast/engine";

interface Beaten {
  readonly nodeId: string;
  at: number;
  blindSince: number | null;
  heard: Heard | null;
}

export class BeatBook {
  readonly outages: Outage[] = [];
  readonly #nodes = new Map<string, Beaten>();
  #latest: number | null = null;

  beat({ nodeId, blindSince, gapMs, since, heard = null }: Heartbeat, now: number): HeartbeatAnswer {
    const before = this.#latest ?? now;
    const at = Math.max(before, now);
    this.#latest = at;
    if (at - before > gapMs) this.#keep({ cause: "service", from: before, to: at });
    this.#keepOwn({ nodeId, at, blindSince, heard });
    const others = [...this.#nodes.values()].filter((other) => other.nodeId !== nodeId);
    for (const other of others) this.#keepEnded(other, at);
    const blind = others.flatMap((other) => other.blindSince ?? []);
    const outages = this.outages.filter(({ to }) => to > since).toSorted((a, b) => a.from - b.from);
    return {
      at,
      outages,
      blindSince: blind.length === 0 ? null : Math.min(...blind),
      ...heardFrom(others, at - gapMs),
    };
  }

  #keepOwn(beaten: Beaten): void {
    const { nodeId, at, blindSince } = beaten;
    const own = this.#nodes.get(nodeId);
    this.#nodes.set(nodeId, beaten);
    if (own === undefined) return;
    if (own.blindSince !== blindSince) {
      this.#keep({ cause: "presence", from: own.blindSince, to: Math.min(at, blindSince ?? at) });
    }
    if (at - own.at > NODE_GAP_MS) this.#keep({ cause: "node", from: own.at, to: at, nodeId });
  }

  /** What a node that beats no more can say no more is kept for it. */
  #keepEnded(other: Beaten, at: number): void {
    if (other.at <= at - SILENT_NODE_MS) {
      this.#keep({ cause: "presence", from: other.blindSince, to: other.at });
      other.blindSince = null;
    }
    if (other.heard === null || other.at > at - LOST_NODE_MS) return;
    this.#keep({ cause: "node", from: other.at, to: at, nodeId: other.nodeId });
    other.heard = null;
  }

  #keep({ from, ...outage }: Omit<Outage, "from"> & { readonly from: number | null }): void {
    if (from !== null && outage.to > from) this.outages.push({ ...outage, from });
  }
}

function heardFrom(others: readonly Beaten[], livesAfter: number): Pick<HeartbeatAnswer, "others" | "silent"> {
  const speaking = others.filter(({ heard }) => heard !== null);
  const heard = speaking.flatMap((one) => (one.at > livesAfter && one.heard ? [one.heard] : []));
  const all = {
    until: Math.min(...heard.map(({ until }) => until)),
    open: heard.flatMap(({ open }) => open),
    unsaid: heard.flatMap(({ unsaid = [] }) => unsaid),
  };
  return {
    others: heard.length === 0 ? null : all,
    silent: speaking.filter(({ at }) => at <= livesAfter).map(({ nodeId, at: since }) => ({ nodeId, since })),
  };
}
