/** `@holdfast/sdk/verify` in Node, whose own SHA-256 is several times as fast. */
import { hash } from "node:crypto";
import type { ReplayLog } from "./index.js";
import {
  type GameDefinition,
  type GameTypes,
  type Known,
  type ReplayVerdict,
  verifyReplay as verify,
} from "./verify.js";

export type { GameDefinition, GameTypes, Known, ReplayVerdict } from "./verify.js";

/** As in every runtime: decides a finished match again, and names the first thing that differs. */
export function verifyReplay<T extends GameTypes>(
  log: ReplayLog,
  game: GameDefinition<T>,
  known: Known = {},
): ReplayVerdict {
  return verify(log, game, { sha256: nativeSha256, ...known });
}

function nativeSha256(text: string): string {
  return hash("sha256", text);
}
