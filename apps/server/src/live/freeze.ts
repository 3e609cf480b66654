import type { IntegrityFault, Rejection } from "@holdfast/engine";
import type { Log } from "../ports.js";
import type { LiveMatch } from "./live-match.js";
import { CORRUPT } from "./load-match.js";

/** Serves the match to nobody any more: what is stored of it does not add up. @returns what everybody is told. */
export function freeze(live: LiveMatch, fault: IntegrityFault, log: Log): Rejection {
  if (live.frozen) return live.frozen;
  live.frozen = CORRUPT;
  log.error({ matchId: live.id, fault: fault.message }, "match frozen: its log does not verify");
  live.wakeAll();
  return CORRUPT;
}
