/** Work on its way at once; the rest waits, so that a node with many matches does not flood storage. */
const AT_ONCE = 200;

/**
 * Does the same for each item, many at once; one that fails keeps no other from its turn.
 * @throws the first fault, when all are done.
 */
export async function settleEach<T>(items: readonly T[], task: (item: T) => Promise<unknown>): Promise<void> {
  const faults: unknown[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const results = await Promise.allSettled(items.slice(from, from + AT_ONCE).map(task));
    for (const result of results) if (result.status === "rejected") faults.push(result.reason);
  }
  if (faults.length > 0) throw faults[0];
}
