import { eventually } from "./eventually.js";
import { freePort } from "./free-port.js";
import { RedisProcess } from "./redis-process.js";

const SLOTS = 16_384;
/** After so long without a word the others take a master for dead, and its replica takes over. */
const NODE_TIMEOUT_MS = 1_000;

/** A Redis Cluster of one test's own: three masters, and a replica for each where asked for. */
export class RedisCluster {
  private constructor(
    readonly masters: readonly RedisProcess[],
    readonly replicas: readonly RedisProcess[],
  ) {}

  static async start({ replicas = false } = {}): Promise<RedisCluster> {
    const open = (count: number) => Promise.all(Array.from({ length: count }, () => openNode()));
    const cluster = new RedisCluster(await open(3), await open(replicas ? 3 : 0));
    try {
      await cluster.#form();
      return cluster;
    } catch (why) {
      await cluster.stop();
      throw why;
    }
  }

  get nodes(): readonly RedisProcess[] {
    return [...this.masters, ...this.replicas];
  }

  /** As `REDIS_URL` takes it. */
  get url(): string {
    return `redis-cluster://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;
  }

  /** The master that keeps a key, as the cluster itself says it. */
  async keeperOf(key: string): Promise<RedisProcess> {
    const [asked] = this.masters.filter(({ pid }) => pid !== null);
    if (asked === undefined) throw new Error("no master runs");
    const slot = Number(await asked.ask("CLUSTER", "KEYSLOT", key));
    const nodes = (await asked.ask("CLUSTER", "NODES")).split("\n").map((line) => line.split(" "));
    const keeper = nodes.find(([, , flags, , , , , , ...ranges]) => flags?.includes("master") && covers(ranges, slot));
    const port = Number(/:(\d+)@/.exec(keeper?.[1] ?? "")?.[1]);
    const found = this.nodes.find((node) => node.port === port);
    if (found === undefined) throw new Error(`nobody keeps ${key}`);
    return found;
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  async #form(): Promise<void> {
    const [first, ...others] = this.nodes;
    if (first === undefined) return;
    const share = Math.ceil(SLOTS / this.masters.length);
    for (const [i, master] of this.masters.entries()) {
      const [from, to] = [i * share, Math.min(SLOTS, (i + 1) * share) - 1];
      await master.ask("CLUSTER", "ADDSLOTSRANGE", String(from), String(to));
    }
    for (const other of others) {
      await other.ask("CLUSTER", "MEET", "127.0.0.1", String(first.port), await busPortOf(first));
    }
    await this.#until(`cluster_known_nodes:${this.nodes.length}`);
    for (const [i, replica] of this.replicas.entries()) await this.#follow(replica, this.masters[i]);
    await this.#until("cluster_state:ok");
  }

  /** Until the whole cluster knows, and the copy is made: a promotion before that would lose what there was. */
  async #follow(replica: RedisProcess, master: RedisProcess | undefined): Promise<void> {
    if (master === undefined) return;
    const id = await master.ask("CLUSTER", "MYID");
    await eventually(() => replica.ask("CLUSTER", "REPLICATE", id), { withinMs: 20_000 });
    await eventually(async () => (await replica.ask("INFO", "replication")).includes("master_link_status:up"), {
      withinMs: 20_000,
    });
  }

  #until(line: string): Promise<unknown> {
    const everybody = async () => {
      const infos = await Promise.all(this.nodes.map((node) => node.ask("CLUSTER", "INFO")));
      return infos.every((info) => info.includes(line));
    };
    return eventually(everybody, { withinMs: 30_000 });
  }
}

async function openNode(): Promise<RedisProcess> {
  const node = await RedisProcess.prepare([
    ...["--cluster-enabled", "yes", "--cluster-port", String(await freePort())],
    ...["--cluster-node-timeout", String(NODE_TIMEOUT_MS), "--repl-diskless-sync-delay", "0"],
  ]);
  await node.start();
  return node;
}

/** Where it talks to the others of its cluster: it is told as `cluster-port` and its value. */
async function busPortOf(node: RedisProcess): Promise<string> {
  return (await node.ask("CONFIG", "GET", "cluster-port")).split("\n")[1] ?? "";
}

function covers(ranges: readonly string[], slot: number): boolean {
  return ranges.some((range) => {
    const [from, to = from] = range.split("-").map(Number);
    return from !== undefined && to !== undefined && from <= slot && slot <= to;
  });
}
