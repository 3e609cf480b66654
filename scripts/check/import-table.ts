/**
 * Who may import whom: the one table. `may` lists everything allowed besides a part's own files; whatever is
 * not listed is forbidden. `@holdfast/engine!type` allows `import type` only.
 */
export interface Part {
  /** Folder or file, relative to the root; the longest match is a file's part. */
  readonly at: string;
  readonly may: readonly string[];
}

const PORTS = "apps/server/src/ports";
const USECASES = "apps/server/src/usecases";
const LIVE = "apps/server/src/live";

/** Who somebody is: used by the folders that meet clients, itself an edge. */
const IDENTITY = "apps/server/src/identity";
const CONFIG = "apps/server/src/config!type";

/** What the outward folders of the server share: everything further in. None of them may know another. */
const EDGE = [PORTS, CONFIG, USECASES, LIVE, "@holdfast/engine", "@holdfast/protocol", "node:*"];

export const PARTS: readonly Part[] = [
  { at: "packages/engine/src", may: ["@noble/hashes", "@noble/ciphers"] },
  { at: "packages/games/src", may: ["@holdfast/engine", "zod"] },
  { at: "packages/protocol/src", may: ["@holdfast/engine", "zod"] },
  {
    at: "packages/db/src",
    may: ["@holdfast/engine", "drizzle-orm", "postgres", "@electric-sql/pglite", "node:*"],
  },
  { at: "packages/trpc-ws/src", may: ["@trpc/server", "ws", "superjson", "node:*"] },
  {
    at: "packages/sdk/src",
    may: ["@holdfast/protocol", "@holdfast/engine", "@holdfast/games/types!type", "@trpc/client", "superjson"],
  },
  // Applications bring their own React.
  { at: "packages/sdk/src/react.ts", may: ["react"] },
  { at: "packages/sdk/src/react.test.ts", may: ["react", "react-dom"] },
  { at: "packages/sdk/src/node.ts", may: ["@holdfast/protocol", "@holdfast/engine", "ws", "node:*"] },
  { at: "packages/sdk/src/verify-node.ts", may: ["node:crypto"] },
  // A program, for Node alone; rules are modules that it is given by name.
  { at: "packages/sdk/src/cli", may: ["packages/sdk/src", "@holdfast/protocol", "@holdfast/engine", "node:*"] },
  { at: USECASES, may: [PORTS, LIVE, "@holdfast/engine", "@holdfast/games", "@holdfast/protocol!type"] },
  { at: LIVE, may: [PORTS, "node:crypto", "@holdfast/engine", "@holdfast/games", "@holdfast/protocol!type"] },
  { at: "apps/server/src/rpc", may: [...EDGE, IDENTITY, "@trpc/server", "@holdfast/trpc-ws", "zod", "superjson"] },
  { at: "apps/server/src/http", may: [...EDGE, IDENTITY, "@trpc/server", "@holdfast/trpc-ws", "ws", "sirv", "pino"] },
  // The thread in which bots think brings its own games.
  { at: "apps/server/src/bots", may: [...EDGE, "apps/server/src/games", "apps/server/src/load-games"] },
  { at: IDENTITY, may: EDGE },
  // Tests hold ours against a library.
  { at: `${IDENTITY}/jwt.test.ts`, may: [...EDGE, "jose"] },
  { at: `${IDENTITY}/tokens.test.ts`, may: [...EDGE, "jose"] },
  { at: "apps/server/src/timers", may: EDGE },
  { at: "apps/server/src/presence", may: EDGE },
  {
    at: "apps/server/src/redis",
    may: [PORTS, "@holdfast/engine!type", "@holdfast/protocol", "ioredis", "zod", "node:*"],
  },
  { at: "apps/server/src/memory", may: [PORTS, "@holdfast/engine!type", "node:*"] },
  { at: "apps/server/src/watchdog", may: [PORTS, CONFIG, LIVE, "@holdfast/engine", "@holdfast/db", "node:*"] },
  { at: PORTS, may: ["@holdfast/engine!type"] },
  { at: "apps/web/src", may: ["@holdfast/sdk", "@holdfast/games", "react", "react-dom", "wouter", "lucide-react"] },
];

/** Parts that are pure: they may not reach time, chance, the machine or the user's language. */
export const PURE = ["packages/engine/src", "packages/games/src"];

/** Names that a pure part may not mention, as the code would spell them. */
export const IMPURE_NAMES = [
  "Date",
  "Math.random",
  "Intl",
  "process",
  "performance",
  "globalThis",
  "window",
  "document",
  "navigator",
  "fetch",
  "crypto",
  "console",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "localeCompare",
  "toLocaleString",
  "require",
  "eval",
  "async",
  "await",
];
