/** Somebody who watches the matches of one table, one after the other. */
import { type Client, createClient, type Match } from "@holdfast/sdk";
import type { Ending } from "../../simulation/checker/history.js";
import type { Chance } from "../../simulation/world/chance.js";
import { Balancer } from "./balancer.js";
import { noteDown } from "./note-down.js";
import type { Notebook } from "./notebook.js";
import type { BotOrders } from "./orders.js";

export class Observer {
  readonly #client: Client;
  readonly #balancer: Balancer;
  #match: Match<"tic-tac-toe"> | null = null;

  constructor(
    private readonly name: string,
    private readonly notebook: Notebook,
    orders: BotOrders,
    chance: Chance,
  ) {
    const balancer = new Balancer(name, orders, notebook, chance);
    this.#balancer = balancer;
    const { WebSocket, fetch } = balancer;
    this.#client = createClient({ url: "http://any-node", guest: { name }, ports: { WebSocket, fetch } });
  }

  /** Leaves what was watched before. Whoever is not let in, or not in time, does without. */
  async watch(key: string): Promise<void> {
    this.#match?.close();
    this.#match = null;
    const match = (await this.#client.observe({ key }).catch(() => null)) as Match<"tic-tac-toe"> | null;
    if (match === null) return;
    this.#match = match;
    noteDown(match, { client: this.name, notebook: this.notebook, balancer: this.#balancer });
  }

  status(): Ending["clients"] {
    const match = this.#match;
    if (match === null) return [];
    const { epoch, version } = match.snapshot ?? { epoch: null, version: null };
    return [{ client: this.name, matchId: match.id, status: match.status, epoch, version, waiting: 0 }];
  }

  end(): void {
    this.#client.close();
  }
}
