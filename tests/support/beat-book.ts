/** Heartbeats and outages as storage keeps them (`packages/db/src/queries/heartbeats.ts`), for stores without SQL. */
import { type Heartbeat, type HeartbeatAnswer, type Outage, SILENT_NODE_MS } from "@holdfast/engine";

interface Beaten {
  at: number;
  blindSince: number | null;
}

export class BeatBook {
  readonly outages: Outage[] = [];
  readonly #nodes = new Map<string, Beaten>();
  #latest: number | null = null;

  beat({ nodeId, blindSince, gapMs, since }: Heartbeat, now: number): HeartbeatAnswer {
    const before = this.#latest ?? now;
    const at = Math.max(before, now);
    this.#latest = at;
    if (at - before > gapMs) this.#keep("service", before, at);
    const own = this.#nodes.get(nodeId);
    if (own && own.blindSince !== blindSince) this.#keep("presence", own.blindSince, Math.min(at, blindSince ?? at));
    this.#nodes.set(nodeId, { at, blindSince });
    const others = [...this.#nodes].filter(([id, { blindSince: blind }]) => id !== nodeId && blind !== null);
    for (const [, silent] of others) if (silent.at <= at - SILENT_NODE_MS) this.#sayFor(silent);
    const blind = others.flatMap(([, other]) => other.blindSince ?? []);
    const outages = this.outages.filter(({ to }) => to > since).toSorted((a, b) => a.from - b.from);
    return { at, outages, blindSince: blind.length === 0 ? null : Math.min(...blind) };
  }

  #sayFor(silent: Beaten): void {
    this.#keep("presence", silent.blindSince, silent.at);
    silent.blindSince = null;
  }

  #keep(cause: Outage["cause"], from: number | null, to: number): void {
    if (from !== null && to > from) this.outages.push({ cause, from, to });
  }
}
