/** What one viewer may know: of the state, and of a commit's events. */
import type { Commit, MatchHead } from "./commit.js";
import type { Match } from "./genesis.js";
import { asJson, type Json } from "./json.js";
import type { Viewer } from "./seat.js";

/** The viewer's view, or null until the match has started. */
export function viewFor(match: Match, head: MatchHead, viewer: Viewer): Json | null {
  const { game } = head.state;
  return game === null ? null : asJson(match.game.view(game, viewer));
}

/** The commit's events as the viewer may know them, in order; empty when it may know none. */
export function eventsFor(match: Match, commit: Commit, viewer: Viewer): readonly Json[] {
  const told: Json[] = [];
  for (const event of commit.events) {
    const seen = match.game.redact(event as { readonly type: string } & Json, viewer);
    if (seen !== null) told.push(asJson(seen));
  }
  return told;
}
