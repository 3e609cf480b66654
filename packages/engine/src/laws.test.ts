import { expect, test } from "vitest";
import { type Json, asJson } from "./json.js";
import { gameLaws, type LawSetting } from "./laws.js";
import { type DuelEvent, type DuelMove, type DuelState, type DuelTypes, secretDuel } from "./laws/secret-duel.js";
import type { FieldRange, GameDefinition } from "./game.js";
import { accept } from "./result.js";
import type { Viewer } from "./seat.js";

type Duel = GameDefinition<DuelTypes>;

/** Every other pair of secrets that fits what the viewer has seen: its own secret, and the guesses that failed. */
function variants(given: Json, viewer: Viewer): readonly Json[] {
  const state = given as unknown as DuelState;
  if (state.ended !== null) return [];
  const seat = viewer.kind === "observer" ? null : viewer.seat;
  const possible = (owner: number) =>
    [0, 1, 2, 3, 4].filter((value) =>
      owner === seat ? value === state.secrets[owner] : !state.guesses[1 - owner]?.includes(value),
    );
  return possible(0).flatMap((first) => possible(1).map((second) => asJson({ ...state, secrets: [first, second] })));
}

/** Every guess there is, so that one which is never listed is missed, and some that never are legal. */
const OTHER_MOVES: readonly DuelMove[] = [
  ...[0, 1, 2, 3, 4, 7].map((value): DuelMove => ({ type: "guess", value })),
  { type: "bid", amount: 0 },
];

const setting: LawSetting = {
  seed: "secret duel 1",
  cases: 400,
  maxSteps: 40,
  otherMoves: OTHER_MOVES,
  variants,
};

function broken(law: string, change: Partial<Duel>): () => void {
  const found = gameLaws({ ...secretDuel, ...change }, setting).find(({ name }) => name === law);
  if (found === undefined) throw new Error(`there is no law "${law}"`);
  return () => found.run();
}

test.each(gameLaws(secretDuel, setting).map((law) => [law.name, law] as const))(
  "[MT8] a sound game keeps the law: %s",
  (_name, law) => {
    expect(() => law.run()).not.toThrow();
  },
);

let outside = 0;
const unheard = (event: DuelEvent): DuelState => ({ ...secretDuel.initial({ turns: 8 }, 2), turn: event.type.length });
const BROKEN: readonly (readonly [string, string, Partial<Duel>])[] = [
  [
    "replaying the events gives the state",
    "evolve counts in a variable outside the state",
    { evolve: (state, event) => ({ ...secretDuel.evolve(state, event), purses: [outside++, 0] }) },
  ],
  [
    "evolve is a pure function",
    "evolve writes into the state it was given",
    {
      evolve: (state, event) => {
        Object.assign(state, { turn: state.turn + 1 });
        return unheard(event);
      },
    },
  ],
  [
    "decide is a pure function",
    "decide takes a number from outside chance",
    { decide: (_state, { seat }) => accept([{ type: "bidden", seat: seat ?? 0, amount: outside++ }]) },
  ],
  [
    "a move is accepted exactly when it is listed",
    "a legal guess is left out of the list",
    {
      legalMoves: (state, actor) => ({
        ...secretDuel.legalMoves(state, actor),
        all: secretDuel.legalMoves(state, actor).all.slice(1),
      }),
    },
  ],
  [
    "a move is accepted exactly when it is listed",
    "the range listed is one coin too wide",
    {
      legalMoves: (state, actor) => {
        const { all, forms = [] } = secretDuel.legalMoves(state, actor);
        return { all, forms: forms.map((form) => ({ ...form, fields: { amount: oneWider(form.fields["amount"]) } })) };
      },
    },
  ],
  [
    "a refused move changes nothing",
    "a draw comes before the refusal",
    {
      decide: (...asked) => {
        asked[3].chance.int(6, "luck");
        return secretDuel.decide(...asked);
      },
    },
  ],
  [
    "a refused move changes nothing",
    "deciding writes into the state",
    {
      decide: (...asked) => {
        Object.assign(asked[0], { turn: 0 });
        return secretDuel.decide(...asked);
      },
    },
  ],
  [
    "nobody is to move exactly when it is over or paused",
    "the winner is still asked to move",
    { toMove: ({ turn }) => [turn % 2] },
  ],
  [
    "nobody is to move exactly when it is over or paused",
    "play stops with nobody to move and no way on",
    { toMove: () => [], legalMoves: () => ({ all: [] }), timing: () => null },
  ],
  [
    "what a viewer may not see changes nothing the viewer gets",
    "the view gives the sum of the secrets away",
    {
      view: (state, viewer) => ({
        ...secretDuel.view(state, viewer),
        turn: state.secrets.reduce((sum, secret) => sum + secret, 0),
      }),
    },
  ],
  [
    "what a viewer may not see changes nothing the viewer gets",
    "legal moves name only guesses that would fail",
    {
      legalMoves: (state, actor) => ({
        all: secretDuel
          .legalMoves(state, actor)
          .all.filter((move) => move.type !== "guess" || move.value !== state.secrets[1 - (actor.seat ?? 0)]),
      }),
    },
  ],
  ["an event tells no more than the view after it", "the deal is shown to everybody", { redact: (event) => event }],
  [
    "an event tells no more than the view after it",
    "a guess tells how near it was",
    {
      decide: (...asked) => {
        const [state, actor, move] = asked;
        const decided = secretDuel.decide(...asked);
        if (!decided.ok || move.type !== "guess") return decided;
        const near = { near: Math.abs(move.value - (state.secrets[1 - (actor.seat ?? 0)] ?? 0)) };
        return accept(decided.value.map((event) => ({ ...event, ...near })));
      },
    },
  ],
  [
    "events, views, moves and options fit their schemas",
    "an event has a type that nobody described",
    { setup: () => [{ type: "shuffled" } as unknown as DuelEvent], evolve: (state) => state },
  ],
  [
    "the state is plain JSON",
    "guesses are kept in a Set",
    {
      initial: () => ({
        ...secretDuel.initial({ turns: 8 }, 2),
        guesses: new Set() as unknown as DuelState["guesses"],
      }),
    },
  ],
  [
    "the state is plain JSON",
    "a property is undefined",
    { initial: () => ({ ...secretDuel.initial({ turns: 8 }, 2), ended: undefined as unknown as null }) },
  ],
  ["random play ends", "no turn is ever counted", { evolve: (state) => state }],
];

test.each(BROKEN)("[MT8] the law '%s' fails when %s", (law, _flaw, change) => {
  expect(broken(law, change)).toThrow(/is broken: [\s\S]*seed secret duel 1[\s\S]*steps/);
});

test("[MT8] a law about hidden things fails when no other possibility was ever tried", () => {
  const law = gameLaws(secretDuel, { ...setting, variants: () => [] }).find(({ name }) =>
    name.startsWith("what a viewer"),
  );
  expect(() => law?.run()).toThrow(/no variant/);
});

function oneWider(range: FieldRange | undefined): FieldRange {
  return range?.kind === "int" ? { ...range, max: range.max + 1 } : { kind: "int", min: 0, max: 0 };
}
