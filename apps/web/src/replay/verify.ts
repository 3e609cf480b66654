/** Decides a finished match again in this page: its rules and the means to do so are loaded when somebody asks. */
import type { ReplayLog } from "@holdfast/sdk";

export interface Verified {
  readonly ok: boolean;
  /** A sentence for people. */
  readonly words: string;
}

/** What came of it. Rules that this page does not have are no reason to doubt a match: then it says how else to find out. */
export async function verified(log: ReplayLog): Promise<Verified> {
  // The rules' schemas would try to make code from text, which this page's policy forbids: zod reads this when it loads.
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
  const [{ verifyReplay }, { findGame }] = await Promise.all([
    import("@holdfast/sdk/verify"),
    import("@holdfast/games"),
  ]);
  const game = findGame(log.game);
  if (game === null || game.rulesVersion !== log.rulesVersion) return { ok: false, words: ELSEWHERE };
  const verdict = verifyReplay(log, game);
  if (!verdict.ok) return { ok: false, words: `It does not add up. Version ${verdict.version}: ${verdict.problem}.` };
  const { version, draws } = verdict;
  return {
    ok: true,
    words: `Verified: all ${version} steps and ${draws} draws were decided again here, and each is as it must be.`,
  };
}

const ELSEWHERE =
  "The rules of this game are not in this page. Download the log, and give it with the rules to: npx holdfast verify log.json --games rules.mjs";
