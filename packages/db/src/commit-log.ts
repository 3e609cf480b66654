import type { StoredCommit } from "@holdfast/engine";
import type { AppendValues } from "./commit-columns.js";

/** A row that went in: its 1-based place in the batch, and the time it was stored under. */
export interface WonPlace {
  readonly place: number;
  readonly at: number;
}

/** Where batches go; what is found is found by place, too. All throw StorageFault. */
export interface CommitLog {
  readonly writers: number;
  append(writer: number, rows: readonly AppendValues[]): Promise<readonly WonPlace[]>;
  findByMsgIds(rows: readonly AppendValues[]): Promise<ReadonlyMap<number, StoredCommit>>;
  /** Resolves when all that was in the log before is as safe as what is acknowledged: a later write was. */
  secure(): Promise<void>;
}
