/** Where unsettled moves survive a reload: one list per match and seat, so that nobody sends another player's moves. */
import type { KeyValueStorage } from "./ports.js";
import { read, remove, write } from "./session.js";
import { fields } from "./wire.js";

export interface StoredEntry {
  readonly kind: "move" | "resign" | "leave";
  readonly msgId: string;
  /** The version that was on the table; of no meaning for resign and leave. */
  readonly basedOn: number;
  readonly move: unknown;
}

export class OutboxPages {
  readonly #key: string;

  constructor(
    private readonly storage: KeyValueStorage,
    at: { readonly matchId: string; readonly place: string },
  ) {
    this.#key = `holdfast:outbox:${at.matchId}:${at.place}`;
  }

  all(): StoredEntry[] {
    const text = read(this.storage, this.#key);
    if (text === null) return [];
    try {
      const list: unknown = JSON.parse(text);
      return Array.isArray(list) ? list.filter(isEntry) : [];
    } catch {
      return [];
    }
  }

  put(entry: StoredEntry): void {
    this.#write([...this.all(), entry]);
  }

  drop(msgId: string): void {
    this.#write(this.all().filter((entry) => entry.msgId !== msgId));
  }

  /** Reads and writes back in one go: another tab may share the list. */
  #write(entries: readonly StoredEntry[]): void {
    if (entries.length === 0) remove(this.storage, this.#key);
    else write(this.storage, this.#key, JSON.stringify(entries));
  }
}

function isEntry(value: unknown): value is StoredEntry {
  const { kind, msgId, basedOn } = fields(value);
  return (
    (kind === "move" || kind === "resign" || kind === "leave") &&
    typeof msgId === "string" &&
    typeof basedOn === "number"
  );
}
