import type { StorageHealth, StorageState } from "@holdfast/engine";

/** What a node knows of its storage, as a test says. */
export class HealthSwitch implements StorageHealth {
  #state: StorageState = "up";
  readonly #listeners = new Set<(state: StorageState) => void>();

  get state(): StorageState {
    return this.#state;
  }
  set state(state: StorageState) {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  onChange(listener: (state: StorageState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
