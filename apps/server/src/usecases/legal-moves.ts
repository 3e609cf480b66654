/** Tells whoever may act in a match what the rules would accept from them just now: called by `match.legal`. */
import { type Actor, type LegalMoves, rejection, type Viewer } from "@holdfast/engine";
import type { LegalNow, MoveJson } from "@holdfast/protocol";
import type { LiveMatch } from "../live/live-match.js";
import { RulesFault } from "../live/rules-watch.js";
import { type Deps, RefusedError, type Session } from "./deps.js";
import { seen, viewerNow } from "./read-match.js";

export interface LegalRequest {
  readonly matchId: string;
  /** The version the client holds: the answer is about it, or about a later one. */
  readonly knownVersion?: number | undefined;
}
/** Characters of JSON an answer may take: what is more than that to list belongs into a form. */
export const MAX_LEGAL_LENGTH = 65_536;

const AHEAD = rejection("desync", "version_ahead", "You are ahead of the match's log. Fetch its state again.");
const TOO_MANY = rejection("rules_error", "too_many_moves", "The rules of this game list more moves than can be told.");
const NO_LIST = rejection("rules_error", "bad_moves", "The rules of this game did not answer with moves.");

/** Every legal move of whoever asks, at the version known to them at least. @throws RefusedError, RulesFault, StorageUnavailable */
export async function legalMoves(
  deps: Deps,
  session: Session,
  { matchId, knownVersion = 0 }: LegalRequest,
): Promise<LegalNow> {
  const live = await seen(deps, session, matchId);
  // Read-your-writes: a version ahead of this node means this node is behind, until the log says otherwise.
  if (knownVersion > live.head.version) await live.queue.run(() => deps.matches.levelling.level(live));
  if (live.frozen) throw new RefusedError(live.frozen);
  if (knownVersion > live.head.version) throw new RefusedError(AHEAD);
  // Nothing is waited for from here on: who asks and what they may do belong to the same version.
  const actor = actorOf(viewerNow(session, live));
  const { epoch, head } = live;
  return { matchId, epoch, version: head.version, legal: actor === null ? null : legalOf(live, actor) };
}

function actorOf(viewer: Viewer): Actor | null {
  return viewer.kind === "observer" ? null : { seat: viewer.seat, host: viewer.kind === "host" };
}

function legalOf(live: LiveMatch, actor: Actor): LegalNow["legal"] {
  const { game, outcome, pause } = live.head.state;
  if (game === null || outcome !== null || pause !== undefined) return null;
  return live.ask("legal", () => asTold(live.id, live.game.legalMoves(game, actor)));
}

/** As it travels: plain JSON, and not too much of it. @throws RulesFault */
function asTold(matchId: string, { all, forms = [] }: LegalMoves<{ readonly type: string }>): LegalNow["legal"] {
  if (!Array.isArray(all) || !Array.isArray(forms)) throw new RulesFault(matchId, NO_LIST);
  const text = JSON.stringify({ all, forms });
  if (text.length > MAX_LEGAL_LENGTH) throw new RulesFault(matchId, TOO_MANY);
  // A move of a game is plain JSON with a type; what the rules put there besides is not told.
  return JSON.parse(text) as LegalMoves<MoveJson>;
}
