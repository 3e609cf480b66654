/** Fates that a script decides: everything goes well and takes a moment, but for what is said of one call or another. */
import type { CoordinationFate, Fates, StorageCourse, StorageFate, WakeupFate } from "../world/fates.js";
import type { CoordinationCall } from "../world/sim-coordination.js";
import type { StorageCall } from "../world/sim-store.js";

/**
 * What befalls a call. `request`: lost on its way there; `reply`: carried out, and nobody hears of it; `late`: carried
 * out when its client has given it up; `gave way`: Postgres would rather do something else; `slow`: it takes long to get
 * there; `stuck`: it takes very long.
 */
export type Mishap = "dies before" | "dies after" | "request" | "reply" | "late" | "gave way" | "slow" | "stuck";
export type Call = StorageCall | CoordinationCall | "coordination";

const HALF_MS = 1;
export const SLOW_MS = 200;
const STUCK_MS = 3_000;
const NOTICED_MS = 50;
/** An orphaned statement is carried out so long after its client was told that the connection is gone. */
const LATE_MS = 200;
const SERVED = { kind: "served", thereMs: HALF_MS, backMs: HALF_MS } as const satisfies StorageCourse;

export class ScriptedFates implements Fates {
  constructor(
    /** Asked at each call. */
    private readonly mishapAt: (call: Call) => Mishap | null,
    private readonly wakeups: () => WakeupFate = () => [HALF_MS],
  ) {}

  storage(what: StorageCall): StorageFate {
    const mishap = this.mishapAt(what);
    const death = mishap === "dies before" ? "before" : mishap === "dies after" ? "after" : null;
    return { death, stopMs: 0, course: courseOf(mishap) };
  }

  coordination(what: CoordinationCall | undefined): CoordinationFate {
    const mishap = this.mishapAt(what ?? "coordination");
    const death = mishap === "dies before" ? "before" : mishap === "dies after" ? "after" : null;
    const lost = mishap === "request" ? "there" : mishap === "reply" ? "back" : null;
    return { death, lost, thereMs: mishap === "slow" ? SLOW_MS : HALF_MS / 4, backMs: HALF_MS / 4 };
  }

  wakeup(): WakeupFate {
    return this.wakeups();
  }
}

function courseOf(mishap: Mishap | null): StorageCourse {
  const broken = { code: "08006", noticedMs: NOTICED_MS };
  switch (mishap) {
    case "request":
      return { kind: "not served", ...broken };
    case "reply":
      return { kind: "unanswered", thereMs: HALF_MS, ...broken };
    case "late":
      return { kind: "orphaned", ...broken, carriedOutMs: LATE_MS };
    case "gave way":
      return { kind: "not served", code: "40P01", noticedMs: NOTICED_MS };
    case "slow":
      return { ...SERVED, thereMs: SLOW_MS };
    case "stuck":
      return { ...SERVED, thereMs: STUCK_MS };
    default:
      return SERVED;
  }
}
