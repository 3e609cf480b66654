/**
 * Keeps asking a cluster who keeps what, on a connection of its own that any node will do for.
 *
 * A node that was cut off from the others goes on telling what it knew. So whenever something is amiss with what
 * was told, the next question goes to another node.
 */
import type { Redis } from "ioredis";
import type { Clock } from "../ports.js";
import { type Connecting, connect, PROBE_EVERY_MS } from "./connection-options.js";
import { type Outage, reasonOf } from "./outage.js";
import { rotatingConnector } from "./rotating-connector.js";
import { parseSlotMap, type SlotMap } from "./slot-map.js";
import { type Access, type HostPort, nodeUrl, placeOf, type Seeds } from "./store-address.js";

export interface TopologyOptions {
  readonly seeds: Seeds;
  readonly access: Access;
  readonly connecting: Connecting;
  readonly clock: Clock;
  readonly outage: Outage;
  readonly onMap: (map: SlotMap) => void;
  /** Whether somebody who is on the map does not answer. */
  readonly isAmiss: () => boolean;
}

const NAME = "topology";

export class Topology {
  readonly #client: Redis;
  #known: readonly HostPort[] = [];
  #asked: HostPort;
  #attempts = 0;
  #asking = false;
  #closed = false;
  #lastFault: unknown = null;
  #cancelNext = () => {};
  #judge = () => {};
  /** Resolves when there is a map, or when every seed was tried once. */
  readonly judged = new Promise<void>((resolve) => {
    this.#judge = resolve;
  });

  constructor(private readonly options: TopologyOptions) {
    const { seeds, access, connecting } = options;
    const [first] = seeds;
    this.#asked = first;
    const onTurn = (node: HostPort) => {
      this.#asked = node;
      this.#attempts += 1;
    };
    const Connector = rotatingConnector({ nodes: () => this.nodes, tls: access.tls, onTurn });
    this.#client = connect({ ...connecting, url: nodeUrl(first, access) }, NAME, { Connector });
    this.#client.on("error", (fault: unknown) => {
      this.#lastFault = fault;
    });
    this.#client.on("ready", () => void this.#ask());
    this.#client.on("close", () => this.#failed(this.#lastFault));
    this.#client.on("end", () => this.#later(() => void this.#client.connect().catch(() => {})));
  }

  /** Everybody who is known to belong to the cluster, and those it began with. */
  get nodes(): readonly HostPort[] {
    const places = new Map([...this.options.seeds, ...this.#known].map((node) => [placeOf(node), node]));
    return [...places.values()];
  }

  /** Asks now: what was told is not so any more. */
  refresh(): void {
    if (this.#client.status === "ready") void this.#ask();
  }

  close(): void {
    this.#closed = true;
    this.#cancelNext();
    this.#client.disconnect();
    this.#judge();
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.#closed) return;
    this.#asking = true;
    try {
      const map = parseSlotMap(await this.#client.cluster("SLOTS"), this.#asked);
      if (map === null) throw new Error("no slots");
      this.#learn(map);
    } catch (fault) {
      this.#failed(fault);
    } finally {
      this.#asking = false;
    }
    this.#later(() => (this.options.isAmiss() || this.#lastFault !== null ? this.#askAnother() : this.refresh()));
  }

  #learn(map: SlotMap): void {
    if (this.#closed) return;
    this.#known = map.nodes;
    this.#lastFault = null;
    this.options.onMap(map);
    this.options.outage.ended(NAME);
    this.#judge();
  }

  #failed(fault: unknown): void {
    if (this.#closed) return;
    this.#lastFault = fault ?? new Error("closed");
    this.options.outage.began(NAME, reasonOf(fault));
    if (this.#attempts >= this.options.seeds.length) this.#judge();
  }

  /** The connection ends, and the next one is to the next node. */
  #askAnother(): void {
    if (this.#client.status === "ready") this.#client.disconnect(true);
  }

  #later(task: () => void): void {
    this.#cancelNext();
    if (!this.#closed) this.#cancelNext = this.options.clock.after(PROBE_EVERY_MS, task);
  }
}
