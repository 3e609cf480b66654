/** One page of a model: the real client, everything it says of itself, and whether that may be said. */
import type { Client, ClientOptions, Match, SyncStatus } from "../api.js";
import type { Connection } from "../connection.js";
import { UncertainError } from "../errors.js";
import { FakeRandom } from "./fake-random.js";
import { PageClock } from "./page-clock.js";
import { MATCH, makeWorld, type World } from "./world.js";

const MAY_FOLLOW: Readonly<Record<Connection["status"] | "resting", readonly Connection["status"][]>> = {
  resting: ["connecting", "closed"],
  connecting: ["live", "waiting", "refused", "closed"],
  live: ["live", "waiting", "refused", "closed"],
  waiting: ["waiting", "connecting", "closed"],
  refused: ["connecting", "closed"],
  closed: [],
};

/** A move that was asked for, and what was said of it so far. */
export interface Played {
  readonly msgId: string;
  outcome: "open" | "accepted" | "refused" | "uncertain" | "failed";
}

export class ModelPage {
  readonly troubles: string[] = [];
  readonly played: Played[] = [];
  readonly events: number[] = [];
  readonly versions: number[] = [];
  readonly clock: PageClock;
  readonly world: World;
  match: Match | null = null;
  #statuses: SyncStatus[] = [];
  #connection: Connection["status"] | "resting" = "resting";
  #isClosed = false;
  /** Set while `takeBack` was asked for: only it leads out of `superseded`. */
  #mayTakeBack = false;
  #lastId = "";
  /** Connections it had made when it was told to stop for good; null: it was not, or asked to begin anew. */
  #stoppedAt: number | null = null;

  constructor(options: Partial<ClientOptions>, from: Partial<World>) {
    const { clock } = from;
    if (!clock) throw new Error("a page needs a clock");
    this.clock = new PageClock(clock);
    const random = from.random ?? new FakeRandom();
    const uuid = (): string => {
      this.#lastId = random.uuid();
      return this.#lastId;
    };
    const { server } = from;
    const ports = {
      clock: this.clock,
      random: { unit: () => random.unit(), uuid },
      ...(server ? { WebSocket: server.socketsOf(this.clock), ring: server.ringsOf(this.clock) } : {}),
    };
    this.world = makeWorld({ ...options, ports }, from);
    this.client.onConnection(({ status }) => this.#connected(status));
  }

  get client(): Client {
    return this.world.client;
  }

  /** Opens the match, or tries to. */
  async open(patienceMs: number): Promise<void> {
    this.#stoppedAt = null;
    void this.client.resume(MATCH).then(
      (match) => this.#follow(match),
      () => {},
    );
    await this.world.clock.advance(patienceMs);
  }

  play(cell: number, options: { readonly timeoutMs?: number } = {}): void {
    const { match } = this;
    if (!match || match.status === "closed") return;
    this.#lastId = "";
    const promise = match.move({ type: "move", cell }, options);
    // Refused on the spot: it has no id, and nothing can come of it.
    if (this.#lastId === "") return void promise.catch(() => {});
    const played: Played = { msgId: this.#lastId, outcome: "open" };
    this.played.push(played);
    promise.then(
      ({ ok }) => this.#settle(played, ok ? "accepted" : "refused"),
      (error: unknown) => this.#settle(played, error instanceof UncertainError ? "uncertain" : "failed"),
    );
  }

  takeBack(): void {
    if (this.match?.status !== "superseded") return;
    this.#mayTakeBack = true;
    this.#stoppedAt = null;
    this.match.takeBack().catch(() => {});
  }

  close(): void {
    this.client.close();
    this.#isClosed = true;
  }

  /** What must be so at every moment. */
  look(): void {
    if (!this.clock.isAwake) return;
    const { connection } = this.client;
    const isShutOut = connection.status === "refused" && connection.rejection.code !== "superseded";
    const { status = "closed" } = this.match ?? {};
    // A seat that was taken over may still be taken back, with another token.
    if (isShutOut && status !== "closed" && status !== "superseded") this.troubles.push(`shut out, but ${status}`);
    const sockets = this.world.server.sockets.filter(({ owner }) => owner === this.clock);
    if (this.#stoppedAt !== null && sockets.length > this.#stoppedAt) this.troubles.push("it came back by itself");
    if (sockets.at(-1)?.closedWith === 4409 && !this.#mayTakeBack) this.#stoppedAt ??= sockets.length;
  }

  #settle(played: Played, outcome: Played["outcome"]): void {
    if (played.outcome !== "open") this.troubles.push(`${played.msgId} was answered twice`);
    played.outcome = outcome;
  }

  #follow(match: Match): void {
    // Opened again after having been closed: what was seen before was another handle's.
    if (match === this.match) return;
    this.match = match;
    this.#statuses = [match.status];
    this.events.length = 0;
    this.versions.length = 0;
    match.onEvents(({ version }) => this.#heard(() => this.events.push(version)));
    match.subscribe(({ version }) => this.#heard(() => this.versions.push(version)));
    match.onStatus((status) => this.#heard(() => this.#became(status)));
  }

  #heard(note: () => void): void {
    if (this.#isClosed) this.troubles.push("a listener was called after the end");
    note();
  }

  #became(status: SyncStatus): void {
    const before = this.#statuses.at(-1);
    this.#statuses.push(status);
    if (status === before) this.troubles.push(`told ${status} twice`);
    if (before === "closed") this.troubles.push(`${status} after closed`);
    if (before === "superseded" && status !== "closed" && !this.#mayTakeBack) this.troubles.push(`${status} by itself`);
    if (status === "superseded") this.#mayTakeBack = false;
  }

  #connected(status: Connection["status"]): void {
    if (!MAY_FOLLOW[this.#connection].includes(status)) this.troubles.push(`${status} after ${this.#connection}`);
    this.#connection = status;
  }
}
