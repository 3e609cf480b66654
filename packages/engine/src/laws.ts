/**
 * The laws that every game must satisfy, as a suite without a test framework: authors of games run them too.
 * Each law plays at random from a seed and throws `LawBroken`, which names the seed and the steps taken.
 */
import { canonicalJson } from "./canonical.js";
import { type AnyGame, eraseGame, type GameDefinition, type GameTypes } from "./game.js";
import { asJson } from "./json.js";
import * as checks from "./laws/checks.js";
import { givenBackIsTimeOnly } from "./laws/given-back.js";
import { eventsTellNoMore } from "./laws/redaction.js";
import { actorsOf, listedMoves, type LawSetting, type Position, randomPositions } from "./laws/walk.js";

export type { LawSetting } from "./laws/walk.js";

export interface Law {
  readonly name: string;
  /** @throws LawBroken in the first position that breaks the law. */
  run(): void;
}

/** A law does not hold; the message tells how to get there again. */
export class LawBroken extends Error {
  constructor(law: string, problem: string, where: { readonly seed: string; readonly position: Position | null }) {
    const { seed, position } = where;
    const steps = position === null ? "none" : canonicalJson(asJson(position.steps));
    const options = position === null ? "unknown" : canonicalJson(position.options);
    super(
      `"${law}" is broken: ${problem}\n  seed ${seed}, game ${position?.playout ?? 0}, options ${options}\n  steps ${steps}`,
    );
    this.name = "LawBroken";
  }
}

const LAWS: Readonly<Record<string, checks.Check>> = {
  "replaying the events gives the state": checks.replayIsState,
  "evolve is a pure function": checks.evolveIsPure,
  "decide is a pure function": checks.decideIsPure,
  "a move is accepted exactly when it is listed": checks.legalMovesAgree,
  "a refused move changes nothing": checks.refusalChangesNothing,
  "nobody is to move exactly when it is over or paused": checks.toMoveIsHonest,
  "an event tells no more than the view after it": eventsTellNoMore,
  "events, views, moves and options fit their schemas": checks.schemasFit,
  "the state is plain JSON": checks.stateIsJson,
  "what the game keeps is kept": checks.invariantHolds,
  "time given back changes nothing but times": givenBackIsTimeOnly,
};

/** Every law for this game, to be run one by one. */
export function gameLaws<T extends GameTypes>(definition: GameDefinition<T>, setting: LawSetting): readonly Law[] {
  const game = eraseGame(definition);
  const positions = playedOnce(game, setting);
  const laws = Object.entries(LAWS).map(([name, check]) => ({
    name,
    run: () => checkEverywhere({ game, setting, name, positions }, check),
  }));
  const hiding = { name: HIDES, run: () => checkHiding({ game, setting, name: HIDES, positions }) };
  const ending = { name: ENDS, run: () => checkEnding({ game, setting, name: ENDS, positions }) };
  return setting.variants === undefined ? [...laws, ending] : [...laws, hiding, ending];
}

const HIDES = "what a viewer may not see changes nothing the viewer gets";
const ENDS = "random play ends";
/** Enough moves to try where they are illegal; more would only cost time. */
const MAX_MET = 64;

interface Trial {
  readonly game: AnyGame;
  readonly setting: LawSetting;
  readonly name: string;
  readonly positions: () => Iterable<Position>;
}

/** Playing costs more than most laws do: all look at the same positions, played when the first asks. */
function playedOnce(game: AnyGame, setting: LawSetting): () => Iterable<Position> {
  const walk = randomPositions(game, setting);
  const played: Position[] = [];
  return function* () {
    for (let index = 0; ; index++) {
      if (index === played.length) {
        const next = walk.next();
        if (next.done) return;
        played.push(next.value);
      }
      const position = played[index];
      if (position !== undefined) yield position;
    }
  };
}

function checkEverywhere(trial: Trial, check: checks.Check): void {
  const { game, setting } = trial;
  const met = new Map<string, GameTypes["Move"]>();
  inEveryPosition(trial, (position) => {
    for (const by of actorsOf(position.seatCount)) {
      if (met.size >= MAX_MET) break;
      for (const move of listedMoves(game.legalMoves(position.state, by))) met.set(canonicalJson(asJson(move)), move);
    }
    return check({ game, setting, position, met });
  });
}

/** Besides the law itself: a game said to hide something must offer at least one other possibility. */
function checkHiding(trial: Trial): void {
  let tried = 0;
  const variants: LawSetting["variants"] = (state, viewer) => {
    const others = trial.setting.variants?.(state, viewer) ?? [];
    tried += others.length;
    return others;
  };
  checkEverywhere({ ...trial, setting: { ...trial.setting, variants } }, checks.hiddenStaysHidden);
  if (tried === 0) throw broken(trial, "no variant was ever given", null);
}

function checkEnding(trial: Trial): void {
  const { game, setting } = trial;
  inEveryPosition(trial, (position) => {
    const tooLong = position.steps.length >= (setting.maxSteps ?? 1_000) && game.outcome(position.state) === null;
    return tooLong ? `no outcome after ${position.steps.length} steps` : null;
  });
}

function inEveryPosition(trial: Trial, check: (position: Position) => string | null): void {
  let position: Position | null = null;
  try {
    for (const met of trial.positions()) {
      position = met;
      const problem = check(met);
      if (problem !== null) throw broken(trial, problem, met);
    }
  } catch (fault) {
    throw fault instanceof LawBroken ? fault : broken(trial, `the rules threw ${String(fault)}`, position);
  }
}

function broken({ name, setting }: Trial, problem: string, position: Position | null): LawBroken {
  return new LawBroken(name, problem, { seed: setting.seed, position });
}
