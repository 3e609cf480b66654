/** Everything that a run of chaos happens to: Postgres, Redis, three nodes, and a proxy before each of them. */
import type { Injected } from "../../simulation/checker/history.js";
import { Chance } from "../../simulation/world/chance.js";
import type { MatchLog } from "../../simulation/checker/history.js";
import { freePort } from "../../support/free-port.js";
import { PostgresProcess } from "../../support/postgres-process.js";
import { RedisProcess } from "../../support/redis-process.js";
import { ChaosProxy } from "../network/chaos-proxy.js";
import { ChaosNode } from "./chaos-node.js";

/** One node, and the three ways that lead to and from it. */
export interface Place {
  readonly name: string;
  readonly node: ChaosNode;
  /** Clients come through this. */
  readonly front: ChaosProxy;
  readonly toPostgres: ChaosProxy;
  readonly toRedis: ChaosProxy;
}

export interface ArenaOptions {
  readonly seed: number;
  readonly nodes: number;
  /** Everything of the run is below it, and is gone with this process. */
  readonly folder: string;
  /** Settings of the nodes beside those that the arena itself makes. */
  readonly env?: Readonly<Record<string, string>>;
}

/** `isSafe`: nothing of it that was acknowledged may be missing in the next one. */
export interface FormerLog {
  readonly logs: readonly MatchLog[];
  readonly isSafe: boolean;
}

/** Said by a node when it cannot do what it should; whether it may is for whoever reads the result. */
export interface Complaint {
  readonly at: number;
  readonly node: string;
  readonly line: string;
}

export class Arena {
  /** What each log had that was left behind when a replica took over. */
  readonly earlier: FormerLog[] = [];
  readonly complaints: Complaint[] = [];
  readonly crashes: Complaint[] = [];
  /** When nobody could play, whatever they did: all nodes gone, or no way to Postgres from any. */
  readonly outages: Injected[] = [];

  private constructor(
    public postgres: PostgresProcess,
    readonly redis: RedisProcess,
    readonly places: readonly Place[],
  ) {}

  /** Starts all of it; resolves when every node serves. Call `stop` whatever happens. */
  static async start(options: ArenaOptions): Promise<Arena> {
    const [postgres, redis] = await Promise.all([PostgresProcess.start(), RedisProcess.start()]);
    const places: Place[] = [];
    const arena = new Arena(postgres, redis, places);
    try {
      const chance = new Chance(`network ${options.seed}`);
      for (let i = 0; i < options.nodes; i += 1)
        places.push(await arena.#newPlace(`node${i}`, options, chance.fork(`${i}`)));
      for (const { node } of places) node.start();
      await Promise.all(places.map(({ node }) => node.ready()));
    } catch (fault) {
      await arena.stop();
      throw fault;
    }
    return arena;
  }

  /** From now on all nodes find this one where the other was. */
  turnTo(postgres: PostgresProcess): void {
    this.postgres = postgres;
    for (const { toPostgres } of this.places) {
      toPostgres.target = postgres.port;
      toPostgres.cut();
    }
  }

  /** Everything runs again, and the network is fine. */
  async heal(): Promise<void> {
    this.postgres.thaw();
    this.redis.thaw();
    for (const { node, front, toPostgres, toRedis } of this.places) {
      for (const proxy of [front, toPostgres, toRedis]) proxy.set({});
      node.thaw();
      node.start();
    }
    await Promise.all(this.places.map(({ node }) => node.ready()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.places.map(({ node }) => node.end("SIGKILL")));
    await Promise.all(
      this.places.flatMap(({ front, toPostgres, toRedis }) => [front, toPostgres, toRedis].map((p) => p.close())),
    );
    await Promise.all([this.postgres.stop(), this.redis.stop()]);
  }

  async #newPlace(name: string, { folder, env = {} }: ArenaOptions, chance: Chance): Promise<Place> {
    const port = await freePort();
    const toPostgres = await ChaosProxy.open(this.postgres.port, chance.fork("postgres"));
    const toRedis = await ChaosProxy.open(this.redis.port, chance.fork("redis"));
    const front = await ChaosProxy.open(port, chance.fork("front"));
    const node = new ChaosNode({
      name,
      port,
      folder,
      env: {
        DATABASE_URL: this.postgres.urlAt(toPostgres.port),
        REDIS_URL: `redis://127.0.0.1:${toRedis.port}`,
        TOKEN_SECRET: "one secret for all nodes of a run, long enough to sign with",
        RATE_LIMITS: "off",
        LOG_LEVEL: "info",
        ...env,
      },
      onComplaint: (line) => void this.complaints.push({ at: Date.now(), node: name, line }),
      onCrash: (line) => void this.crashes.push({ at: Date.now(), node: name, line }),
    });
    return { name, node, front, toPostgres, toRedis };
  }
}
