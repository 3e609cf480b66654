/** One player: the real SDK client, kept across connections and nodes, that plays whatever match it is given. */
import { type Client, createClient, type KeyValueStorage, type Match } from "@holdfast/sdk";
import type { Chance } from "../../simulation/world/chance.js";
import { Asker } from "./asked.js";
import { noteDown } from "./note-down.js";
import { Balancer } from "./balancer.js";
import type { Notebook } from "./notebook.js";
import type { BotOrders, TableHabits } from "./orders.js";

type Game = Match<"tic-tac-toe">;

export interface PlayerSetup {
  readonly name: string;
  readonly orders: BotOrders;
  readonly habits: TableHabits;
  readonly notebook: Notebook;
  readonly chance: Chance;
}

export class Player {
  match: Game | null = null;
  moves = 0;
  isCalm = false;
  actorId = "";
  #pages = 0;
  #name: string;
  #client: Client;
  #asker: Asker;
  #balancer: Balancer;
  #timer: NodeJS.Timeout | null = null;
  /** The match and the version in which it has decided to let the clock run out. */
  #dozingAt = "";
  readonly #kept = new Map<string, string>();

  constructor(private readonly setup: PlayerSetup) {
    const page = this.#openPage();
    this.#name = page.name;
    this.#client = page.client;
    this.#asker = page.asker;
    this.#balancer = page.balancer;
  }

  get name(): string {
    return this.#name;
  }
  get waiting(): number {
    return this.#asker.waiting;
  }

  /** Learns its own id; tries until a node answers. */
  async introduce(): Promise<void> {
    this.actorId = (await until(() => this.#client.me())).playerId;
  }

  /** Null when the answer did not come in time. */
  async create(): Promise<Game | null> {
    const { options } = this.setup.habits;
    const asked = { kind: "create", matchId: null, basedOn: null, payload: 0 } as const;
    return this.#seated(await this.#ask(asked, () => this.#client.create("tic-tac-toe", options)));
  }

  async join(code: string): Promise<Game | null> {
    const asked = { kind: "join", matchId: null, basedOn: null, payload: null } as const;
    return this.#seated(await this.#ask(asked, () => this.#client.join(code)));
  }

  /** The app is closed without a word and opened again; what it had stored is still there. */
  async reload(): Promise<void> {
    const matchId = this.match?.id;
    if (matchId === undefined || this.isCalm) return;
    this.#stopThinking();
    this.#client.close();
    const page = this.#openPage();
    this.#name = page.name;
    this.#client = page.client;
    this.#asker = page.asker;
    this.#balancer = page.balancer;
    this.match = null;
    const match = (await until(() => page.client.resume(matchId))) as Game;
    if (page.client === this.#client) this.#follow(match);
  }

  /** Looks away from the match that is over. */
  leaveTable(): void {
    this.#stopThinking();
    this.match?.close();
    this.match = null;
  }

  end(): void {
    this.#stopThinking();
    this.#client.close();
  }

  #openPage() {
    const { setup } = this;
    this.#pages += 1;
    const name = `${setup.name}.${this.#pages}`;
    const balancer = new Balancer(name, setup.orders, setup.notebook, setup.chance.fork(`way ${this.#pages}`));
    const asker = new Asker(setup.notebook, () => balancer.at);
    const storage: KeyValueStorage = {
      getItem: (key) => this.#kept.get(key) ?? null,
      setItem: (key, value) => void this.#kept.set(key, value),
      removeItem: (key) => void this.#kept.delete(key),
    };
    const client = createClient({
      url: "http://any-node",
      guest: { name: setup.name },
      storage,
      ports: {
        WebSocket: balancer.WebSocket,
        fetch: balancer.fetch,
        random: { unit: () => Math.random(), uuid: asker.uuid },
      },
    });
    return { name, balancer, asker, client };
  }

  #ask(
    asked: {
      readonly kind: "create" | "join" | "move";
      readonly matchId: string | null;
      readonly basedOn: number | null;
      readonly payload: null | number | { readonly type: string; readonly cell: number };
    },
    send: Parameters<Asker["ask"]>[1],
  ): ReturnType<Asker["ask"]> {
    return this.#asker.ask({ ...asked, client: this.#name, actorId: this.actorId }, send);
  }

  #seated(answer: Awaited<ReturnType<Asker["ask"]>>): Game | null {
    if (answer === null || !("subscribe" in answer)) return null;
    this.#follow(answer as Game);
    return answer as Game;
  }

  #follow(match: Game): void {
    this.match = match;
    const { notebook } = this.setup;
    // Never away for longer than a reload takes: whoever calls this player absent is wrong.
    notebook.note({ t: "here", playerId: this.actorId, matchId: match.id, from: Date.now(), to: null });
    noteDown(match, { client: this.#name, notebook, balancer: this.#balancer });
    match.subscribe(() => this.#consider());
    match.onStatus(() => this.#consider());
  }

  /** Moves, after a while, if it is its turn. */
  #consider(): void {
    const { match } = this;
    const snapshot = match?.snapshot;
    if (!match || !snapshot || this.isCalm || this.#timer !== null || match.seat === null) return;
    const turn = `${match.id}/${snapshot.version}`;
    if (!snapshot.toMove.includes(match.seat) || this.#asker.waiting > 0 || turn === this.#dozingAt) return;
    const { habits, chance } = this.setup;
    if (chance.is(habits.doze)) {
      this.#dozingAt = turn;
      this.setup.notebook.note({ t: "doze", actorId: this.actorId, matchId: match.id, version: snapshot.version });
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#move();
    }, chance.between(habits.thinkMs));
  }

  #move(): void {
    const { match } = this;
    const snapshot = match?.snapshot;
    if (!match || !snapshot || this.isCalm || match.seat === null || !snapshot.toMove.includes(match.seat)) return;
    const free = (snapshot.view?.board ?? []).flatMap((cell, index) => (cell === null ? [index] : []));
    const move = { type: "move", cell: free[this.setup.chance.below(free.length)] ?? 0 } as const;
    const asked = { kind: "move", matchId: match.id, basedOn: snapshot.version, payload: move } as const;
    void this.#ask(asked, () => match.move(move)).then(() => {
      this.moves += 1;
      this.#consider();
    });
  }

  #stopThinking(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

const RETRY_MS = 300;

/** What `attempt` answers, however often it has to be asked: nobody could go on without. */
export async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
