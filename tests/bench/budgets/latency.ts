/** B5: from a move to the opponent's screen, at a steady rate, beside the floor plus one commit measured alone. */
import { timeCommits } from "../measure/commit-alone.js";
import { median } from "../measure/medians.js";
import { setLoose } from "../measure/pinning.js";
import type { Metric, Samples } from "../measure/samples.js";
import { inSession, type Turn } from "../measure/session.js";
import type { Options } from "../options.js";

const P50: Metric = { budget: "B5", key: "p50", label: "p50", unit: "ms", digits: 2, compared: true };
const P99: Metric = { ...P50, key: "p99", label: "p99", compared: true };
const WORST: Metric = { ...P50, key: "max", label: "max", digits: 1, compared: false };

/** Not a contender: the durable commit that the floor does without. */
export const COMMIT_ALONE = "one commit alone";
const TABLES = 200;
const PER_SECOND = 500;

/** One contender's turn of one round, every process free to run on any core. */
export async function latency(turn: Turn, options: Options): Promise<void> {
  const place = (loose: boolean): void => {
    setLoose(loose);
    turn.start.services?.place();
  };
  place(true);
  try {
    await timed(turn, options);
  } finally {
    place(false);
  }
}

/** A durable contender's turn includes timing the commit alone, on the same database. */
async function timed(turn: Turn, options: Options): Promise<void> {
  const { samples, round, contender, start } = turn;
  if (contender.durable && start.services !== null) {
    const alone = await timeCommits(await start.services.freshDatabase(), options.quick ? 200 : 1_000);
    const at = { contender: COMMIT_ALONE, round };
    if (samples.of(P50, COMMIT_ALONE)[round - 1] == null) {
      samples.add(P50, at, alone.p50);
      samples.add(P99, at, alone.p99);
    }
  }
  await inSession(turn, async ({ call, check }) => {
    await call("open", TABLES);
    await call("play", { perSecond: PER_SECOND, seconds: Math.max(2, options.seconds / 2) });
    const result = await call("play", { perSecond: PER_SECOND, seconds: options.seconds });
    const at = { contender: contender.name, round };
    samples.add(P50, at, result.latency.p50);
    samples.add(P99, at, result.latency.p99);
    samples.add(WORST, at, result.latency.max);
    check(`${PER_SECOND} moves/s`, result.load);
  });
}

/** Holdfast's median against the floor's and one commit's; null until all three were measured. */
export function latencyVerdict(samples: Samples, floor: string): string | null {
  const medianOf = (name: string): number | null => {
    const values = samples.of(P50, name).flatMap((value) => value ?? []);
    return values.length === 0 ? null : median(values);
  };
  const [raw, commit, own] = [medianOf(floor), medianOf(COMMIT_ALONE), medianOf("holdfast")];
  if (raw === null || commit === null || own === null) return null;
  const times = own / (raw + commit);
  const sum = `${floor} ${raw.toFixed(2)} + commit ${commit.toFixed(2)} ms`;
  return `B5  p50 of Holdfast is ${own.toFixed(2)} ms, ${times.toFixed(2)} × (${sum})`;
}
