/** Every script, for a Redis that is to know them all before any is run. */
import type { Script } from "../script.js";
import { arrive } from "./arrive.js";
import { beat } from "./beat.js";
import { claimTimers } from "./claim-timers.js";
import { depart } from "./depart.js";
import { liveNodes } from "./live-nodes.js";
import { publishAll } from "./publish-all.js";
import { putTimer } from "./put-timer.js";
import { readGeneration } from "./read-generation.js";
import { readPresence } from "./read-presence.js";
import { takeToken } from "./take-token.js";

export const ALL_SCRIPTS: readonly Script[] = [
  arrive(1),
  beat,
  claimTimers,
  depart,
  liveNodes,
  publishAll,
  putTimer,
  readGeneration,
  readPresence(1),
  takeToken,
];
