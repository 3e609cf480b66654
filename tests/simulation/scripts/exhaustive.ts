/**
 * Each script once as it should go, and then again for each call that any node made in it and each thing that can befall
 * such a call; and all of that again with the first commit's answer lost, and with that commit carried out late. No
 * chance is involved: the same runs, in the same order, every time.
 */
import type { Violation } from "../checker/history.js";
import { type Call, type Mishap, ScriptedFates } from "./scripted-fates.js";
import { SCRIPTS, type Script } from "./scripts.js";
import { Stage } from "./stage.js";

export interface Run {
  /** For people: the script, the call, and what befell it. */
  readonly title: string;
  readonly violations: readonly Violation[];
  readonly tail: readonly string[];
}

const NODES = 2;
const DEATHS = ["dies before", "dies after"] as const;
const MISHAPS: Readonly<Record<Call, readonly Mishap[]>> = {
  append: [...DEATHS, "request", "reply", "late"],
  write: [...DEATHS, "request", "reply", "late"],
  read: [...DEATHS, "reply"],
  coordination: [...DEATHS, "request", "reply"],
  recall: [...DEATHS, "request", "reply"],
  follow: [...DEATHS, "request", "reply"],
  publish: [...DEATHS, "request"],
  tell: [...DEATHS, "request", "reply"],
};

/** One call of one node, in the script's interesting part, and what befalls it. */
interface Target {
  readonly node: number;
  readonly call: number;
  readonly what: Call;
  readonly mishap: Mishap;
}
/** What befalls the first commit, before anything else does; null: nothing. */
type Beginning = "reply" | "late" | null;
const BEGINNINGS: readonly Beginning[] = [null, "reply", "late"];

/** The runs of all scripts, or every `of`th of them, beginning with this one. */
export async function* exhaust({ part, of }: { readonly part: number; readonly of: number }): AsyncGenerator<Run> {
  let index = 0;
  for (const [script, beginning] of SCRIPTS.flatMap((one) => BEGINNINGS.map((first) => [one, first] as const))) {
    const plain = await perform(script, beginning, null);
    const targets = plain.calls.flatMap((calls, node) => targetsOf(calls, node, beginning));
    for (const target of [null, ...targets]) {
      index += 1;
      if (index % of === part) yield target === null ? plain : await perform(script, beginning, target);
    }
  }
}

function targetsOf(calls: readonly Call[], node: number, beginning: Beginning): readonly Target[] {
  return calls.flatMap((what, call) =>
    (beginning === null ? MISHAPS[what] : DEATHS).map((mishap) => ({ node, call, what, mishap })),
  );
}

/** One run, with the calls that each node made in the script's interesting part. */
async function perform(
  script: Script,
  beginning: Beginning,
  target: Target | null,
): Promise<Run & { readonly calls: readonly (readonly Call[])[] }> {
  const calls: Call[][] = Array.from({ length: NODES }, () => []);
  let [isInteresting, hasBegun] = [false, beginning === null];
  const fatesOf = (node: number) =>
    new ScriptedFates((what) => {
      if (!isInteresting) return null;
      const call = (calls[node]?.push(what) ?? 0) - 1;
      if (target?.node === node && target.call === call) return target.mishap;
      if (hasBegun || what !== "append") return null;
      hasBegun = true;
      return beginning;
    });
  const { violations, tail } = await new Stage(script.name, { nodes: NODES, fatesOf }).perform(async (stage) => {
    await script.run(stage, () => {
      isInteresting = true;
    });
    isInteresting = false;
  });
  return { title: titleOf(script, beginning, target), violations, tail, calls };
}

function titleOf({ name }: Script, beginning: Beginning, target: Target | null): string {
  const first = beginning === null ? "" : `, the first commit: ${beginning}`;
  const then = target === null ? "" : `, call ${target.call} of node ${target.node} (${target.what}): ${target.mishap}`;
  return `"${name}"${first}${then}`;
}
