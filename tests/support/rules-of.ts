import type { MatchFacts, RulesInPlay } from "@holdfast/engine";

/** What a store says about the rules of these matches. */
export function rulesOf(matches: readonly MatchFacts[]): readonly RulesInPlay[] {
  const byRules = new Map<string, MatchFacts[]>();
  for (const facts of matches) {
    const key = `${facts.gameId}@${facts.rulesVersion}`;
    byRules.set(key, [...(byRules.get(key) ?? []), facts]);
  }
  const newestFirst = (facts: readonly MatchFacts[]) =>
    facts.toSorted((a, b) => b.createdAt - a.createdAt).slice(0, 20);
  return [...byRules.values()]
    .flatMap((facts) => {
      const [first] = facts;
      const examples = newestFirst(facts).map(({ matchId }) => matchId);
      return first ? [{ gameId: first.gameId, rulesVersion: first.rulesVersion, matches: facts.length, examples }] : [];
    })
    .sort((a, b) => (a.gameId < b.gameId ? -1 : a.gameId > b.gameId ? 1 : a.rulesVersion - b.rulesVersion));
}
