import { describe, expect, test } from "vitest";
import { importFindings } from "../../scripts/check/import-rules.js";

const findings = (path: string, text: string) => importFindings([{ path, text }]).map(({ message }) => message);

describe("a forbidden import is found", () => {
  test.each([
    ["packages/engine/src/replay.ts", 'import { readFile } from "node:fs";'],
    ["packages/engine/src/replay.ts", 'import { z } from "zod";'],
    ["packages/games/src/tic-tac-toe/rules.ts", 'import { bid } from "../briscola/auction.js";'],
    ["packages/games/src/tic-tac-toe/rules.ts", 'import { drizzle } from "drizzle-orm";'],
    ["packages/games/src/registry.ts", 'import { createServer } from "node:http";'],
    ["packages/protocol/src/frames.ts", 'import type { TicTacToe } from "@holdfast/games";'],
    ["packages/protocol/src/frames.ts", 'import { createHash } from "node:crypto";'],
    ["packages/db/src/store.ts", 'import { joinInput } from "@holdfast/protocol";'],
    ["packages/db/src/store.ts", 'import { games } from "@holdfast/games";'],
    ["packages/trpc-ws/src/feed.ts", 'import type { Seat } from "@holdfast/engine";'],
    ["packages/sdk/src/client.ts", 'import type { AppRouter } from "@holdfast/server";'],
    ["packages/sdk/src/client.ts", 'import { WebSocket } from "ws";'],
    ["packages/sdk/src/client.ts", 'import { games } from "@holdfast/games";'],
    ["apps/server/src/usecases/play-move.ts", 'import { TRPCError } from "@trpc/server";'],
    ["apps/server/src/usecases/play-move.ts", 'import { eq } from "drizzle-orm/pg-core";'],
    ["apps/server/src/usecases/play-move.ts", 'import { Redis } from "ioredis";'],
    ["apps/server/src/usecases/play-move.ts", 'import { context } from "../rpc/context.js";'],
    ["apps/server/src/live/live-match.ts", 'import { WebSocketServer } from "ws";'],
    ["apps/server/src/rpc/router.ts", 'import { RedisDedupe } from "../redis/dedupe.js";'],
    ["apps/server/src/rpc/router.ts", 'import { openStore } from "@holdfast/db";'],
    ["apps/server/src/http/listen.ts", 'import { router } from "../rpc/router.js";'],
    ["apps/server/src/presence/attendance.ts", 'import { MemoryTimers } from "../memory/timers.js";'],
    ["apps/server/src/redis/dedupe.ts", 'import { play } from "../usecases/play-move.js";'],
    ["apps/server/src/memory/dedupe.ts", 'import { RedisDedupe } from "../redis/dedupe.js";'],
    ["apps/server/src/ports.ts", 'import { accept } from "@holdfast/engine";'],
    ["apps/web/src/main.tsx", 'import { openStore } from "@holdfast/db";'],
    ["apps/web/src/main.tsx", 'import { frames } from "@holdfast/protocol";'],
    ["packages/sdk/src/client.ts", 'const ws = await import("ws");'],
    ["packages/engine/src/replay.ts", 'export * from "ws";'],
    ["packages/engine/src/replay.ts", 'import {\n  one,\n  two,\n} from "ws";'],
    ["packages/engine/src/replay.ts", 'import "ws";'],
  ])("%s: %s", (path, text) => {
    expect(findings(path, text)).toHaveLength(1);
  });
});

describe("another package is met through its exports only", () => {
  test.each([
    ["apps/server/src/main.ts", 'import { seal } from "@holdfast/engine/src/seal.js";'],
    ["apps/server/src/main.ts", 'import { seal } from "@holdfast/engine/dist/seal.js";'],
    ["apps/server/src/main.ts", 'import { seal } from "../../../packages/engine/src/seal.js";'],
    ["packages/sdk/src/client.test.ts", 'import { z } from "../../protocol/src/ids.js";'],
  ])("%s: %s", (path, text) => {
    expect(findings(path, text)).toEqual([expect.stringContaining("goes round")]);
  });
});

describe("what the table allows is not reported", () => {
  test.each([
    ["packages/engine/src/hashing.ts", 'import { sha256 } from "@noble/hashes/sha2.js";'],
    ["packages/engine/src/replay.ts", 'import { fold } from "./fold.js";'],
    ["packages/games/src/registry.ts", 'import { ticTacToe } from "./tic-tac-toe/rules.js";'],
    ["packages/games/src/tic-tac-toe/rules.ts", 'import { lines } from "./lines.js";'],
    ["packages/sdk/src/node.ts", 'import { WebSocket } from "ws";'],
    ["apps/server/src/usecases/play-move.ts", 'import type { Clock } from "../ports.js";'],
    ["apps/server/src/usecases/play-move.ts", 'import { type MoveInput } from "@holdfast/protocol";'],
    ["apps/server/src/rpc/router.ts", 'import { playMove } from "../usecases/play-move.js";'],
    ["apps/server/src/main.ts", 'import { openStore } from "@holdfast/db";'],
    ["packages/engine/src/replay.test.ts", 'import { readFile } from "node:fs";'],
    ["packages/engine/src/replay.ts", '// import { z } from "zod";\nconst text = "no import";'],
  ])("%s: %s", (path, text) => {
    expect(findings(path, text)).toEqual([]);
  });
});
