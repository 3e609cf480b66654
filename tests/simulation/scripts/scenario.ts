/** One failure of the design's list, acted out: what is done, and what must come of it. */
import type { Actor, Answer } from "./actor.js";
import type { Stage } from "./stage.js";

export interface Scenario {
  /** As in the design: S1 … S17; a letter where one id has several. */
  readonly id: string;
  /** A full sentence. */
  readonly title: string;
  /** The promises it is about. */
  readonly promises: readonly string[];
  /** Named ways to break the code, each of which must turn it red. */
  readonly mutants: readonly string[];
  readonly nodes?: number;
  readonly run: (stage: Stage) => Promise<void>;
}

export const OPTIONS = { bestOf: 1, firstSeat: 0 } as const;

/** Anti-entropy comes by once a second, and then it takes a moment. */
export const HEALED_MS = 1_200;

/** Two people at one match, the first connected to node 0, the second to node 1; both see version 2, the first is to move. */
export async function tableOf(
  stage: Stage,
  options: object = OPTIONS,
): Promise<{ readonly anna: Actor; readonly bob: Actor; readonly matchId: string; readonly code: string }> {
  const [anna, bob] = [stage.actor("anna"), stage.actor("bob")];
  anna.open(0);
  bob.open(1);
  const { id: matchId, code } = await anna.create(options);
  await bob.join(code ?? "");
  await allSee(stage, [anna, bob], 2);
  return { anna, bob, matchId, code: code ?? "" };
}

export function allSee(stage: Stage, all: readonly Actor[], version: number, ms?: number): Promise<void> {
  return stage.until(`all see version ${version}`, () => all.every((one) => one.version >= version), ms);
}

/** Holds an answer to what it must be. */
export function expectAnswer(
  stage: Stage,
  answer: Answer,
  expected: Partial<NonNullable<Answer>> & { readonly ok: boolean },
): void {
  const isSo = answer !== null && Object.entries(expected).every(([key, value]) => Reflect.get(answer, key) === value);
  stage.expect(`the answer is ${JSON.stringify(answer)}, not ${JSON.stringify(expected)}`, isSo);
}

export function expectRefused(stage: Stage, answer: Answer, reason: string): void {
  const found = answer !== null && !answer.ok ? answer.rejection.reason : JSON.stringify(answer);
  stage.expect(`it was refused as ${found}, not as ${reason}`, found === reason);
}
