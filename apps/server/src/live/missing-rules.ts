/** Said once, when a node starts: which matches it will have to refuse. */
import type { MatchStore } from "@holdfast/engine";
import type { Log } from "../ports.js";
import type { FindGame } from "./load-match.js";

export interface MissingRulesDeps {
  readonly store: Pick<MatchStore, "rulesInPlay">;
  readonly findGame: FindGame;
  readonly log: Log;
}

/** Names matches that are not over and whose rules this node lacks; it answers `game_unavailable` for them. */
export async function reportMissingRules({ store, findGame, log }: MissingRulesDeps): Promise<void> {
  try {
    for (const { gameId: game, rulesVersion, matches, examples } of await store.rulesInPlay()) {
      if (findGame(game, rulesVersion) !== null) continue;
      log.warn({ game, rulesVersion, matches, examples }, "this node lacks the rules of live matches and refuses them");
    }
  } catch (fault) {
    log.warn({ fault: String(fault) }, "could not find out whether this node lacks the rules of live matches");
  }
}
