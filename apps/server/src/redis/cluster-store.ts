/**
 * A store that is a Redis Cluster: one link for each master, each with its own circuit, so that a master that is
 * away takes only its part of the keys with it.
 *
 * Who keeps what is learned anew every second, and at once when a node says that it keeps something no more. What
 * is asked for in between is answered AWAY, as everything that is not known: nothing is asked for twice.
 */
import type { Clock } from "../ports.js";
import type { Connecting } from "./connection-options.js";
import { type Keys, NODES } from "./keys.js";
import { Link } from "./link.js";
import type { Occasionally } from "./occasionally.js";
import type { Outage } from "./outage.js";
import { SLOTS, slotOf } from "./slot.js";
import { type Master, type SlotMap, tagKeptBy } from "./slot-map.js";
import { type Generation, NOWHERE, type Part, type Store } from "./store.js";
import { type Access, type HostPort, nodeUrl, type Seeds } from "./store-address.js";
import { Topology } from "./topology.js";

export interface ClusterStoreOptions {
  readonly seeds: Seeds;
  readonly access: Access;
  readonly connecting: Connecting;
  readonly clock: Clock;
  readonly outage: Outage;
  readonly refused: Occasionally;
  readonly keys: Keys;
}

export class ClusterStore implements Store {
  readonly judged: Promise<void>;
  /** Each node of a cluster knows only those who are subscribed at itself. */
  readonly knowsSubscribers = false;
  readonly #topology: Topology;
  /** By place. */
  #links = new Map<string, Link>();
  readonly #keepers: (Link | undefined)[] = new Array<Link | undefined>(SLOTS).fill(undefined);
  #mapped = "";
  readonly #onReturn: (() => void)[] = [];
  readonly #onReplaced: (() => void)[] = [];

  constructor(private readonly options: ClusterStoreOptions) {
    const { seeds, access, connecting, clock, outage } = options;
    const isAmiss = () => this.parts().some(({ live }) => !live);
    const onMap = (map: SlotMap) => this.#adopt(map);
    this.#topology = new Topology({ seeds, access, connecting, clock, outage, onMap, isAmiss });
    this.judged = this.#topology.judged.then(async () => {
      await Promise.all([...this.#links.values()].map(({ judged }) => judged));
    });
  }

  /** Everybody who is known to belong to the cluster. */
  get nodes(): readonly HostPort[] {
    return this.#topology.nodes;
  }

  partOf(key: string): Part {
    return this.#keepers[slotOf(key)] ?? NOWHERE;
  }

  anyPart(): Part {
    return this.parts().find(({ live }) => live) ?? NOWHERE;
  }

  parts(): readonly Part[] {
    return [...this.#links.values()];
  }

  groupOf(key: string): number {
    return slotOf(key);
  }

  onReturn(listener: () => void): void {
    this.#onReturn.push(listener);
  }

  onReplaced(listener: () => void): void {
    this.#onReplaced.push(listener);
  }

  close(): void {
    this.#topology.close();
    for (const link of this.#links.values()) link.close();
  }

  #adopt({ masters }: SlotMap): void {
    const mapped = JSON.stringify(masters);
    if (mapped === this.#mapped) return;
    this.#mapped = mapped;
    const before = this.#links;
    this.#links = new Map(masters.map((master) => [master.place, this.#linkTo(master, before.get(master.place))]));
    this.#keepers.fill(undefined);
    for (const { place, ranges } of masters) {
      for (const { from, to } of ranges) this.#keepers.fill(this.#links.get(place), from, to + 1);
    }
    for (const [place, link] of before) if (this.#links.get(place) !== link) link.retire();
  }

  /** The link there is, unless another master keeps its generation now: then one that begins where that one was. */
  #linkTo(master: Master, known: Link | undefined): Link {
    const generationKey = this.options.keys.generation(tagKeptBy(master, NODES));
    if (known?.generationKey === generationKey) return known;
    const { access, connecting, clock, outage, refused } = this.options;
    const link = new Link({
      address: { ...connecting, url: nodeUrl(master.node, access) },
      clock,
      outage,
      refused,
      generationKey,
      name: `commands to ${master.place}`,
      inherited: asReplaced(this.#keepers[slotOf(generationKey)]?.generation ?? null),
      onRedirected: () => this.#topology.refresh(),
    });
    link.onReturn(() => tellAll(this.#onReturn));
    link.onReplaced(() => tellAll(this.#onReplaced));
    return link;
  }
}

/** A replica that was promoted may lack what was written last: it is another generation, though it has the name. */
function asReplaced(generation: Generation | null): Generation | null {
  return generation === null ? null : { ...generation, id: "" };
}

function tellAll(listeners: readonly (() => void)[]): void {
  for (const listener of listeners) listener();
}
