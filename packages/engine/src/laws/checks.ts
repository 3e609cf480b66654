/** The laws one by one: each looks at a position of random play and answers with the problem it sees, or null. */
import { canonicalJson } from "../canonical.js";
import type { AnyGame, GameTypes } from "../game.js";
import { asJson, type Json } from "../json.js";
import { type Actor, type Viewer, viewerKey } from "../seat.js";
import { fits, justOutside } from "./forms.js";
import {
  actorsOf,
  asEvent,
  contextAt,
  evolveAll,
  listedMoves,
  type LawSetting,
  type Position,
  viewersOf,
} from "./walk.js";

export interface Probe {
  readonly game: AnyGame;
  readonly setting: LawSetting;
  readonly position: Position;
  /** Moves listed somewhere in this game before: tried again where they are not. */
  readonly met: ReadonlyMap<string, GameTypes["Move"]>;
}
export type Check = (probe: Probe) => string | null;

/** A whole replay takes as long as the game so far: it is made now and then, and at each game's end. */
const REPLAY_EVERY = 16;

/** Replaying every event from the start leads to the same state, for events that went through storage too. */
export const replayIsState: Check = ({ game, position }) => {
  const { options, seatCount, events, state, steps } = position;
  if (steps.length % REPLAY_EVERY !== 0 && game.outcome(state) === null) return stepIsState(game, position);
  const stored = events.map((event) => throughStorage(event));
  const again = evolveAll(game, asJson(game.initial(options, seatCount)), stored);
  return text(again) === text(state) ? null : `replayed to ${text(again)}, played to ${text(state)}`;
};

function stepIsState(game: AnyGame, { before, latest, state }: Position): string | null {
  if (before === null) return null;
  const stored = latest.map((event) => throughStorage(event));
  const again = evolveAll(game, throughStorage(before), stored);
  return text(again) === text(state) ? null : `from storage to ${text(again)}, played to ${text(state)}`;
}

/** Evolving is a function of its arguments: it leaves them alone and answers the same again. */
export const evolveIsPure: Check = ({ game, position }) => {
  if (position.before === null) return null;
  const was = text(position.before);
  const again = evolveAll(game, position.before, position.latest);
  if (text(position.before) !== was) return "evolve changed the state it was given";
  return text(again) === text(position.state) ? null : "evolving the same event twice gave two states";
};

/** Deciding the same twice gives the same events and draws. */
export const decideIsPure: Check = ({ game, position }) => {
  for (const by of actorsOf(position.seatCount)) {
    for (const move of listedMoves(game.legalMoves(position.state, by))) {
      const [once, twice] = [contextAt(position), contextAt(position)];
      const first = text([game.decide(position.state, by, move, once), once.chance.draws]);
      const second = text([game.decide(position.state, by, move, twice), twice.chance.draws]);
      if (first !== second) return `${described(by, move)} was decided in two ways`;
    }
  }
  return null;
};

/** The listed moves, and no others, are accepted. */
export const legalMovesAgree: Check = ({ game, setting, position, met }) => {
  for (const by of actorsOf(position.seatCount)) {
    const legal = game.legalMoves(position.state, by);
    const listed = new Set(listedMoves(legal).map(text));
    for (const move of listedMoves(legal)) {
      if (!accepts({ game, position }, by, move)) return `${described(by, move)} is listed but refused`;
    }
    const hasForm = (move: GameTypes["Move"]) => legal.forms?.some((form) => fits(form, move)) ?? false;
    const others = [...met.values(), ...(setting.otherMoves ?? []), ...justOutside(legal)];
    for (const move of others) {
      // Two ways to write one move are one move.
      const parsed = game.schema.move.safeParse(move);
      if (!parsed.success || listed.has(text(parsed.data)) || hasForm(parsed.data)) continue;
      if (accepts({ game, position }, by, move)) return `${described(by, move)} is not listed but accepted`;
    }
  }
  return null;
};

/** A refused move draws nothing, changes nothing, and says why in a stable word. */
export const refusalChangesNothing: Check = ({ game, setting, position, met }) => {
  const was = text(position.state);
  for (const by of actorsOf(position.seatCount)) {
    for (const move of [...met.values(), ...(setting.otherMoves ?? [])]) {
      const ctx = contextAt(position);
      const decided = game.decide(position.state, by, move, ctx);
      if (decided.ok) continue;
      if (ctx.chance.draws.length > 0) return `${described(by, move)} was refused after a draw`;
      if (!/^[a-z0-9_]+$/.test(decided.rejection.reason)) return `"${decided.rejection.reason}" is no stable reason`;
    }
    if (text(position.state) !== was) return "deciding changed the state it was decided on";
  }
  return null;
};

/** Nobody is to move exactly when it is over, or paused with a way to go on; and who is to move can move. */
export const toMoveIsHonest: Check = ({ game, position }) => {
  const { state, seatCount } = position;
  const toMove = game.toMove(state);
  const timing = game.timing(state);
  const someone = actorsOf(seatCount).some((by) => hasMove(game.legalMoves(state, by)));
  if (game.outcome(state) !== null) {
    if (toMove.length > 0) return "there is an outcome and still somebody is to move";
    if (someone) return "there is an outcome and still a legal move";
    return timing === null ? null : "there is an outcome and still a clock";
  }
  if (toMove.length === 0) return someone || timing !== null ? null : "nobody can do anything and it is not over";
  return problemOfMovers(game, position, toMove);
};

/** Whatever a viewer may not see could be different, and the viewer would get the same bytes. */
export const hiddenStaysHidden: Check = ({ game, setting, position }) => {
  for (const viewer of viewersOf(position.seatCount)) {
    const seen = seenBy(game, position.state, viewer);
    for (const variant of setting.variants?.(position.state, viewer) ?? []) {
      if (seenBy(game, variant, viewer) !== seen) return `${viewerKey(viewer)} can tell it from ${text(variant)}`;
    }
  }
  return null;
};

/** Events, views, moves and options fit the schemas that describe them to others. */
export const schemasFit: Check = ({ game, position }) => {
  const { schema } = game;
  for (const event of position.latest) if (!schema.event.safeParse(event).success) return `bad event ${text(event)}`;
  if (!schema.options.safeParse(position.options).success) return "parsed options do not parse again";
  for (const viewer of viewersOf(position.seatCount)) {
    const view = asJson(game.view(position.state, viewer));
    if (!schema.view.safeParse(view).success) return `bad view ${text(view)}`;
  }
  for (const by of actorsOf(position.seatCount)) {
    for (const move of listedMoves(game.legalMoves(position.state, by))) {
      const parsed = schema.move.safeParse(move);
      if (!parsed.success || text(parsed.data) !== text(move))
        return `listed move ${text(move)} does not parse to itself`;
    }
  }
  return null;
};

/** What the game itself says must always hold. */
export const invariantHolds: Check = ({ setting, position }) => setting.invariant?.(position.state) ?? null;

/** The state is plain JSON: stored and read again it is the same state, to the rules too. */
export const stateIsJson: Check = ({ game, position }) => {
  const again = throughStorage(position.state);
  if (text(again) !== text(position.state)) return "the state is another one after storage";
  for (const viewer of viewersOf(position.seatCount)) {
    if (seenBy(game, again, viewer) !== seenBy(game, position.state, viewer)) return "a stored state looks different";
  }
  return null;
};

/** What a viewer gets of a state: the view, its own legal moves, and what the platform tells everybody. */
export function seenBy(game: AnyGame, state: Json, viewer: Viewer): string {
  const seat = viewer.kind === "observer" ? null : viewer.seat;
  const legal = game.legalMoves(state, { seat, host: viewer.kind === "host" });
  return text([game.view(state, viewer), legal, game.toMove(state), game.timing(state), game.outcome(state)]);
}

/** What a viewer gets of events. */
export function eventsSeenBy(game: AnyGame, events: readonly Json[], viewer: Viewer): string {
  return text(events.map((event) => game.redact(asEvent(event), viewer)));
}

function hasMove({ all, forms = [] }: ReturnType<AnyGame["legalMoves"]>): boolean {
  return all.length > 0 || forms.length > 0;
}

function problemOfMovers(game: AnyGame, { state, seatCount }: Position, toMove: readonly number[]): string | null {
  for (const [index, seat] of toMove.entries()) {
    if (!Number.isInteger(seat) || seat < 0 || seat >= seatCount) return `seat ${seat} does not exist`;
    if (index > 0 && seat <= (toMove[index - 1] ?? 0)) return "toMove is not ascending";
    if (!hasMove(game.legalMoves(state, { seat, host: false }))) return `seat ${seat} has no move`;
  }
  const timed = game.timing(state)?.seats ?? [];
  return timed.every((seat) => toMove.includes(seat)) ? null : "the clock runs for a seat that is not to move";
}

type Scene = Pick<Probe, "game" | "position">;

function accepts({ game, position }: Scene, by: Actor, move: GameTypes["Move"]): boolean {
  const parsed = game.schema.move.safeParse(move);
  return parsed.success && game.decide(position.state, by, parsed.data, contextAt(position)).ok;
}

function throughStorage(value: Json): Json {
  return asJson(JSON.parse(JSON.stringify(value)));
}

function text(value: unknown): string {
  return canonicalJson(asJson(value));
}

function described(by: Actor, move: GameTypes["Move"]): string {
  return `${text(move)} by ${by.host ? "the host in " : ""}seat ${by.seat}`;
}
