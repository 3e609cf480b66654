/**
 * Somebody who plays on the real SDK, whose sockets can be torn and whose program can be dropped, and who keeps
 * everything that was shown and every text that came down the line.
 */
import {
  type Client,
  createClient,
  type CreateMore,
  type GameId,
  type KeyValueStorage,
  type Match,
  type MoveOf,
  type OptionsOf,
  type Receipt,
  type Snapshot,
} from "@holdfast/sdk";
import { WebSocket } from "ws";
import { eventually } from "./eventually.js";

/** Looking is cheap, and whoever waits for a turn waits often. */
const PATIENCE = { withinMs: 20_000, everyMs: 2 } as const;

export class SdkPlayer<G extends GameId> {
  /** Every snapshot, newest last, across restarts. */
  readonly shown: Snapshot<G>[] = [];
  /** Every text frame that reached this player. */
  readonly heard: string[] = [];
  /** Versions whose events were told. */
  readonly told: number[] = [];
  readonly #storage = storageOfTheDevice();
  #sockets: WebSocket[] = [];
  #client: Client;
  #match: Match<G> | null = null;

  constructor(
    /** Of one node, or of several: then it is at one of them, and after a cut or a restart at any. */
    private readonly url: string | readonly string[],
    readonly name: string,
  ) {
    this.#client = this.#newClient();
  }

  get client(): Client {
    return this.#client;
  }
  get match(): Match<G> {
    if (this.#match === null) throw new Error(`${this.name} is in no match`);
    return this.#match;
  }
  /** The token of this player's account: nobody else's business. */
  get token(): string {
    return /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(this.#storage.everything())?.[0] ?? "no account yet";
  }
  get seat(): number | null {
    return this.match.seat;
  }
  get snapshot(): Snapshot<G> {
    const snapshot = this.shown.at(-1);
    if (snapshot === undefined) throw new Error(`${this.name} has been shown nothing`);
    return snapshot;
  }
  get view(): NonNullable<Snapshot<G>["view"]> {
    const { view } = this.snapshot;
    if (view == null) throw new Error(`${this.name} sees no table`);
    return view;
  }

  async create(game: G, options: OptionsOf<G>, more: CreateMore = {}): Promise<this> {
    return this.#follow(await this.#client.create(game, options, more));
  }

  async join(code: string | null): Promise<this> {
    return this.#follow((await this.#client.join(code ?? "")) as Match<G>);
  }

  async observe(watchKey: string | null): Promise<this> {
    return this.#follow((await this.#client.observe(watchKey ?? "")) as Match<G>);
  }

  /** @throws when the move is refused */
  async play(move: MoveOf<G>): Promise<Receipt> {
    const answer = await this.match.move(move);
    if (!answer.ok)
      throw new Error(`${this.name}: ${JSON.stringify(move)}: ${answer.rejection.code}/${answer.rejection.reason}`);
    return answer.value;
  }

  /** The refusal `code/reason`, or `accepted`. */
  async tryTo(move: MoveOf<G>): Promise<string> {
    const answer = await this.match.move(move);
    return answer.ok ? "accepted" : `${answer.rejection.code}/${answer.rejection.reason}`;
  }

  /** Its connections are gone without a word; the program lives and finds its way back. */
  cut(): void {
    for (const socket of this.#sockets.splice(0)) socket.terminate();
  }

  /** The program is gone without a word, and started again on the same device. */
  async restart(): Promise<void> {
    const { id } = this.match;
    this.cut();
    this.#client.close();
    this.#client = this.#newClient();
    const before = this.told.at(-1) ?? 0;
    const match = (await this.#client.resume(id)) as Match<G>;
    this.#follow(match);
    for (const { version } of await match.events(before)) this.told.push(version);
    await this.reaches(before);
  }

  async reaches(version: number): Promise<void> {
    await eventually(() => (this.shown.at(-1)?.version ?? -1) >= version, PATIENCE);
  }

  close(): void {
    this.#client.close();
  }

  #follow(match: Match<G>): this {
    this.#match = match;
    match.onEvents(({ version }) => void this.told.push(version));
    match.subscribe((snapshot) => void this.shown.push(snapshot));
    return this;
  }

  #newClient(): Client {
    const { name, url } = this;
    const sockets: WebSocket[] = [];
    const { heard } = this;
    this.#sockets = sockets;
    class TornSocket extends WebSocket {
      constructor(address: string) {
        super(address, { perMessageDeflate: false });
        sockets.push(this);
        this.on("message", (bytes) => void heard.push(String(bytes)));
      }
    }
    return createClient({ url, guest: { name }, storage: this.#storage, ports: { WebSocket: TornSocket } });
  }
}

/** What outlives the program: the guest account, and moves without an answer. */
function storageOfTheDevice(): KeyValueStorage & { everything(): string } {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    everything: () => [...values.values()].join("\n"),
  };
}

/** All versions told to a viewer, from the first on, each once and none left out. */
export function gapsOf({ told, name }: SdkPlayer<GameId>): readonly string[] {
  const versions = [...new Set(told)].toSorted((a, b) => a - b);
  const [first = 0] = versions;
  return versions.flatMap((version, index) =>
    version === first + index ? [] : [`${name} was told ${version} after ${versions[index - 1]}`],
  );
}

/** The one who is asked, once everybody has been shown the version; null when the match is over. */
export async function whoMoves<G extends GameId>(
  players: readonly SdkPlayer<G>[],
  version: number,
): Promise<SdkPlayer<G> | null> {
  return eventually(() => {
    if (players.some(({ shown }) => (shown.at(-1)?.version ?? -1) < version)) return false;
    const newest = Math.max(...players.map(({ snapshot }) => snapshot.version));
    if (players.every(({ snapshot }) => snapshot.outcome !== null)) return null;
    const mover = players.find(({ snapshot, seat }) => seat !== null && snapshot.toMove.includes(seat));
    return mover !== undefined && mover.snapshot.version === newest && mover;
  }, PATIENCE);
}
