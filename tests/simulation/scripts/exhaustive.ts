/**
 * Each script once as it should go, and then again for each call that any node made in it and each thing that can befall
 * such a call. No chance is involved: the same runs, in the same order, every time.
 */
import type { Violation } from "../checker/history.js";
import { type Call, type Mishap, ScriptedFates } from "./scripted-fates.js";
import { SCRIPTS, type Script } from "./scripts.js";
import { type Performance, Stage } from "./stage.js";

export interface Run {
  readonly script: string;
  /** The node's place, and which of its calls it was. */
  readonly node: number;
  readonly call: number;
  readonly what: Call | null;
  readonly mishap: Mishap | null;
  readonly violations: readonly Violation[];
  readonly tail: readonly string[];
}

const NODES = 2;
const MISHAPS: Readonly<Record<Call, readonly Mishap[]>> = {
  append: ["dies before", "dies after", "request", "reply", "late"],
  write: ["dies before", "dies after", "request", "reply", "late"],
  read: ["dies before", "dies after", "reply"],
  coordination: ["dies before", "dies after", "request", "reply"],
  publish: ["dies before", "dies after", "request"],
};

/** The mishap of one call; null: none anywhere. */
interface Target {
  readonly node: number;
  readonly call: number;
  readonly mishap: Mishap;
}

/** All runs of all scripts. */
export async function* exhaust(): AsyncGenerator<Run> {
  for (const script of SCRIPTS) yield* exhaustOne(script);
}

async function* exhaustOne(script: Script): AsyncGenerator<Run> {
  const plain = await perform(script, null);
  yield { script: script.name, node: 0, call: 0, what: null, mishap: null, ...plain };
  for (const [node, calls] of plain.calls.entries()) {
    for (const [call, what] of calls.entries()) {
      for (const mishap of MISHAPS[what]) {
        const { violations, tail } = await perform(script, { node, call, mishap });
        yield { script: script.name, node, call, what, mishap, violations, tail };
      }
    }
  }
}

/** One run, and the calls each node made in the script's interesting part. */
async function perform(
  script: Script,
  target: Target | null,
): Promise<Pick<Performance, "violations" | "tail"> & { readonly calls: readonly (readonly Call[])[] }> {
  const calls: Call[][] = Array.from({ length: NODES }, () => []);
  let isInteresting = false;
  const fatesOf = (node: number) =>
    new ScriptedFates((what) => {
      if (!isInteresting) return null;
      const call = (calls[node]?.push(what) ?? 0) - 1;
      return target !== null && target.node === node && target.call === call ? target.mishap : null;
    });
  const stage = new Stage(script.name, { nodes: NODES, fatesOf });
  const { violations, tail } = await stage.perform(async (it) => {
    await script.run(it, () => {
      isInteresting = true;
    });
    isInteresting = false;
  });
  return { violations, tail, calls };
}
