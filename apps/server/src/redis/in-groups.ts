/**
 * Asks for the items of one group in one go, and for all groups at once; answers in the order of the items. On a cluster
 * one command can only be about keys of one slot.
 */
export async function inGroups<Item, Answer>(
  items: readonly Item[],
  groupOf: (item: Item) => number,
  ask: (group: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const groups = new Map<number, { readonly items: Item[]; readonly places: number[] }>();
  for (const [place, item] of items.entries()) {
    const group = groups.get(groupOf(item)) ?? { items: [], places: [] };
    groups.set(groupOf(item), group);
    group.items.push(item);
    group.places.push(place);
  }
  const answers = new Array<Answer>(items.length);
  const askGroup = async (group: { readonly items: readonly Item[]; readonly places: readonly number[] }) => {
    for (const [i, answer] of (await ask(group.items)).entries()) answers[group.places[i] ?? -1] = answer;
  };
  await Promise.all([...groups.values()].map(askGroup));
  return answers;
}
