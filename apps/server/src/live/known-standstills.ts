/** The standstills that storage told of, each with the time that everybody needed to be back. */
import type { Outage, Standstill } from "@holdfast/engine";
import type { NodeStandstill } from "./outage-book.js";
import { lengthened, merged } from "./standstills.js";

/** Nodes whose standstills are remembered: each life of a process is one. */
const MOST_NODES = 1_000;

export class KnownStandstills {
  /** By node: when it did not serve, as it said later or as was kept for it. */
  readonly #ofNodes = new Map<string, readonly Standstill[]>();
  /** In which nobody could play, and in which nobody could be seen either. */
  #service: readonly Standstill[] = [];
  #unseen: readonly Standstill[] = [];

  constructor(private readonly backMs: number) {}

  learn(outages: readonly Outage[]): void {
    if (outages.length === 0) return;
    const of = (cause: Outage["cause"]) =>
      outages.filter((one) => one.cause === cause).map((one) => this.#standstill(one));
    const [service, presence] = [of("service"), of("presence")];
    this.#unseen = merged([...this.#unseen, ...service, ...presence]);
    this.#service = merged([...this.#service, ...service]);
    for (const one of outages) if (one.nodeId !== undefined) this.#learnOfNode(one.nodeId, this.#standstill(one));
  }

  /** In which nobody could play and which ended after this, in order. */
  after(at: number): readonly Standstill[] {
    const latest = this.#service.at(-1);
    if (latest === undefined || latest.to <= at) return [];
    return this.#service.filter(({ to }) => to > at);
  }

  /** Of single nodes, one of which is the asker's own. */
  ofNodes(ownId: string): readonly NodeStandstill[] {
    return [...this.#ofNodes].flatMap(([id, all]) => all.map((one) => ({ ...one, isOwn: id === ownId })));
  }

  /** When a grace of `ms` from then is over: what nobody could use of it does not count. */
  graceEnd(from: number, ms: number): number {
    return lengthened(from, ms, this.#unseen);
  }

  #learnOfNode(nodeId: string, standstill: Standstill): void {
    this.#ofNodes.set(nodeId, merged([...(this.#ofNodes.get(nodeId) ?? []), standstill]));
    const oldest = this.#ofNodes.keys().next();
    if (this.#ofNodes.size > MOST_NODES && !oldest.done) this.#ofNodes.delete(oldest.value);
  }

  #standstill({ from, to }: Outage): Standstill {
    return { from, to, until: to + this.backMs };
  }
}
