/** Storage that may be full or forbidden: whoever uses it then works without. */
import type { KeyValueStorage } from "./ports.js";

export function read(storage: KeyValueStorage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}
export function write(storage: KeyValueStorage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // Kept in memory by whoever wrote it.
  }
}
export function remove(storage: KeyValueStorage, key: string): void {
  try {
    storage.removeItem(key);
  } catch {
    // As above.
  }
}
