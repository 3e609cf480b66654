/** A node in the test's own process, on a real Postgres (and Redis, where named), listening on a free port. */
import { randomUUID } from "node:crypto";
import type { AnyGame } from "@holdfast/engine";
import { type Clock, type Log, type RunningNode, readConfig, startNode } from "@holdfast/server";

export interface TestNodeOptions {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly clock?: Clock;
  readonly moreGames?: readonly AnyGame[];
  readonly log?: Log;
  /** Added to the environment it is configured by. */
  readonly env?: Readonly<Record<string, string>>;
}
export interface TestNode extends RunningNode, AsyncDisposable {}

export const TEST_SECRET = "a secret of tests that is long enough to sign with";

export async function startTestNode(options: TestNodeOptions): Promise<TestNode> {
  const config = readConfig({
    PORT: "0",
    DATABASE_URL: options.databaseUrl,
    REDIS_URL: options.redisUrl ?? "",
    TOKEN_SECRET: TEST_SECRET,
    RATE_LIMITS: "off",
    DRAIN_SECONDS: "0",
    // A clock of the test's own is not the database's.
    ...(options.clock ? { CLOCK_TOLERANCE: "0" } : {}),
    ...options.env,
  });
  const node = await startNode({
    config,
    log: options.log ?? SILENT,
    nodeId: `test-${randomUUID().slice(0, 8)}`,
    webDir: null,
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.moreGames ? { moreGames: options.moreGames } : {}),
  });
  return { ...node, [Symbol.asyncDispose]: () => node.stop() };
}

export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };
