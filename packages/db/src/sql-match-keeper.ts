import type {
  MatchHistory,
  MatchKeeper,
  Removed,
  RemoveOptions,
  StorageCounts,
  StorageUsage,
  StoreStats,
} from "@holdfast/engine";
import { removeFinished } from "./queries/clean-up.js";
import { historyOf, matchIds, resultOf } from "./queries/keep-matches.js";
import { forgetStalls, keepStall, stallCounts } from "./queries/stalls.js";
import { storageCounts, storageUsage } from "./queries/storage-usage.js";
import type { Ask } from "./retry.js";
import type { SqlPort } from "./sql-port.js";
import type { Stall, StallCount } from "./stall.js";
import type { StoreMeter } from "./store-meter.js";

/** The `MatchKeeper` of a store that speaks SQL, with what rules were doing when they stopped nodes. */
export class SqlMatchKeeper implements MatchKeeper {
  constructor(
    private readonly sql: SqlPort,
    private readonly ask: Ask,
    private readonly meter: StoreMeter,
  ) {}

  matchIds(after: string | null, limit: number): Promise<readonly string[]> {
    return this.ask(() => matchIds(this.sql, after, limit));
  }

  historyOf(matchId: string): Promise<MatchHistory | null> {
    return this.ask(() => historyOf(this.sql, matchId));
  }

  resultOf(matchId: string): Promise<MatchHistory["result"]> {
    return this.ask(() => resultOf(this.sql, matchId));
  }

  removeFinished(options: RemoveOptions): Promise<Removed> {
    return this.ask(() => removeFinished(this.sql, options));
  }

  usage(): Promise<StorageUsage> {
    return this.ask(() => storageUsage(this.sql));
  }

  counts(): Promise<StorageCounts> {
    return this.ask(() => storageCounts(this.sql));
  }

  stats(): StoreStats {
    return this.meter.read();
  }

  reclaim(): Promise<void> {
    return this.ask(() => this.sql.reclaim());
  }

  stallCounts(): Promise<readonly StallCount[]> {
    return this.ask(() => stallCounts(this.sql));
  }

  keepStall(stall: Stall): Promise<void> {
    return this.ask(() => keepStall(this.sql, stall));
  }

  forgetStalls(subject: string): Promise<number> {
    return this.ask(() => forgetStalls(this.sql, subject));
  }
}
