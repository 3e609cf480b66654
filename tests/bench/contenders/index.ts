/** Everybody the bench can measure, the floor first: ratios are taken to it. */
import type { Contender } from "./contender.js";
import { holdfast } from "./holdfast.js";
import { peer } from "./peer.js";

export const FLOOR = "raw";

export const CONTENDERS: readonly Contender[] = [
  peer({ name: "raw", file: "raw-ws.mjs", about: "bare ws, JSON, in memory", needsPeers: false }),
  peer({ name: "boardgame.io", file: "boardgame-io.mjs", about: "0.50.2, in memory", needsPeers: true }),
  peer({ name: "colyseus", file: "colyseus.mjs", about: "0.18, a patch per move, in memory", needsPeers: true }),
  peer({ name: "socket.io", file: "socket-io.mjs", about: "4.8, in memory", needsPeers: true }),
  peer({ name: "trpc", file: "stock-trpc.mjs", about: "stock adapter with superjson, in memory", needsPeers: false }),
  holdfast(true),
  holdfast(false),
];

/** Measured when nobody is named. */
export const USUAL: readonly string[] = ["raw", "boardgame.io", "colyseus", "holdfast"];
