/** The newest commits of one match, kept for watchers that are a little behind and for repeated messages. */
import type { StoredCommit } from "@holdfast/engine";

/** Older ones come from storage. */
const KEPT = 64;

export class RecentCommits {
  #list: StoredCommit[] = [];
  /** The newest under each msgId. Asked with every move, where a look at each of the list was a twentieth of its cost. */
  readonly #byMsgId = new Map<string, StoredCommit>();

  get newest(): StoredCommit | null {
    return this.#list.at(-1) ?? null;
  }

  /** The last so many, or null when not that many are kept. */
  last(count: number): readonly StoredCommit[] | null {
    return count <= this.#list.length ? this.#list.slice(-count) : null;
  }

  /** The commit that this actor's message made, if it is kept. */
  by(actorId: string, msgId: string): StoredCommit | null {
    const found = this.#byMsgId.get(msgId);
    if (found === undefined || found.commit.actorId === actorId) return found ?? null;
    // Somebody else used the same msgId later, which nothing forbids.
    return this.#list.findLast(({ commit }) => commit.msgId === msgId && commit.actorId === actorId) ?? null;
  }

  add(stored: StoredCommit): void {
    this.#byMsgId.set(stored.commit.msgId, stored);
    if (this.#list.push(stored) > KEPT) this.#forget(this.#list.shift());
  }

  clear(): void {
    this.#list = [];
    this.#byMsgId.clear();
  }

  #forget(oldest: StoredCommit | undefined): void {
    if (oldest === undefined) return;
    const { msgId } = oldest.commit;
    if (this.#byMsgId.get(msgId) === oldest) this.#byMsgId.delete(msgId);
  }
}
