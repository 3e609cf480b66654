/**
 * Unsettled moves as storage keeps them: a record for each, and for each match and seat a list of their ids, so that
 * nobody sends another player's moves. Only the holder of a record writes it; see `OutboxLeases`.
 */
import type { Result } from "@holdfast/engine";
import type { KeyValueStorage } from "./ports.js";
import { read, remove, write } from "./safe-storage.js";
import { fields } from "./wire.js";

export interface StoredEntry {
  readonly kind: "move" | "resign" | "leave";
  readonly msgId: string;
  /** The version that was on the table; of no meaning for resign and leave. */
  readonly basedOn: number;
  readonly move: unknown;
}
export interface MoveRecord {
  readonly entry: StoredEntry;
  /** The outbox that acts for it, and until when unless it says so again; epoch milliseconds. */
  readonly holder: string;
  readonly until: number;
  /** Whether the page that made it may still want to know, once another acts for it. */
  readonly awaited?: boolean;
  /** What came of it, left at `until` by a page that did not make it, for the one that did. */
  readonly answer?: Result<unknown>;
}

export class OutboxRecords {
  readonly #listKey: string;

  constructor(
    private readonly storage: KeyValueStorage,
    at: { readonly matchId: string; readonly place: string },
  ) {
    this.#listKey = `holdfast:outbox:${at.matchId}:${at.place}`;
  }

  /** Every record there is, oldest first. */
  all(): MoveRecord[] {
    return this.#list().flatMap((msgId) => this.read(msgId) ?? []);
  }

  read(msgId: string): MoveRecord | null {
    const record = parsed(read(this.storage, keyOf(msgId)));
    return isRecord(record) ? record : null;
  }

  /** False: storage does not keep it, so that nobody else will ever know of it. */
  write(record: MoveRecord): boolean {
    const { msgId } = record.entry;
    write(this.storage, keyOf(msgId), JSON.stringify(record));
    // Two pages may write the list at the same moment: whoever is missing in it enters itself again next time.
    const list = this.#list();
    if (!list.includes(msgId)) this.#writeList([...list, msgId]);
    return this.read(msgId)?.holder === record.holder;
  }

  drop(msgId: string): void {
    remove(this.storage, keyOf(msgId));
    this.#writeList(this.#list().filter((each) => each !== msgId));
  }

  #list(): string[] {
    const list = parsed(read(this.storage, this.#listKey));
    return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
  }

  #writeList(list: readonly string[]): void {
    if (list.length === 0) remove(this.storage, this.#listKey);
    else write(this.storage, this.#listKey, JSON.stringify(list));
  }
}

function keyOf(msgId: string): string {
  return `holdfast:move:${msgId}`;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is MoveRecord {
  const { entry, holder, until } = fields(value);
  const { kind, msgId, basedOn } = fields(entry);
  const isEntry =
    (kind === "move" || kind === "resign" || kind === "leave") &&
    typeof msgId === "string" &&
    typeof basedOn === "number";
  return isEntry && typeof holder === "string" && typeof until === "number";
}
