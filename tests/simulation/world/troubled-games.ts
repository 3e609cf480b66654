/** The games of a node whose rules throw at some moves, and at times hold up the whole process. */
import type { AnyGame } from "@holdfast/engine";
import { systemGames } from "./games.js";

export interface Troubles {
  /** Whether the rules throw at what is asked of them: the same answer whenever and wherever the same is asked. */
  readonly throwsAt: (asked: () => string) => boolean;
  /** Called before each decision, to hold up the process it is made in. */
  readonly holdUp: () => void;
}

/** What the rules throw. It is known by its name in what a node complains of: messages of rules are not logged. */
export class ThrownByPlan extends Error {}

/** The games of the system; without troubles the very same. */
export function troubledGames(troubles: Troubles | null): ReturnType<typeof systemGames> {
  const games = systemGames();
  if (troubles === null) return games;
  const known = new Map<AnyGame, AnyGame>();
  const troubledOne = (game: AnyGame): AnyGame => {
    const one = known.get(game) ?? troubled(game, troubles);
    known.set(game, one);
    return one;
  };
  const find = (game: AnyGame | null) => (game === null ? null : troubledOne(game));
  return {
    newest: (id) => find(games.newest(id)),
    all: () => games.all().map(troubledOne),
    find: (id, rulesVersion) => find(games.find(id, rulesVersion)),
  };
}

function troubled(game: AnyGame, { throwsAt, holdUp }: Troubles): AnyGame {
  return {
    ...game,
    // oxlint-disable-next-line max-params -- the signature of the rules
    decide(state, actor, move, ctx) {
      holdUp();
      if (throwsAt(() => JSON.stringify([state, actor.seat, move]))) throw new ThrownByPlan();
      return game.decide(state, actor, move, ctx);
    },
  };
}
