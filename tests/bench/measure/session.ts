/** One contender's server with a generator that plays against it, from start to stop. */
import type { Contender, StartOptions } from "../contenders/contender.js";
import type { ServerProcess } from "../contenders/server-process.js";
import type { Argument, CallName, Outcome } from "../generator/calls.js";
import { type Generator, startGenerator } from "../generator/client.js";
import type { GeneratorLoad } from "../generator/pace.js";
import { patienceMs } from "../generator/patience.js";
import type { Samples } from "./samples.js";

const SENTENCE_MS = 3_000;
const BUSY_CPU = 0.9;
const BUSY_LAG_MS = 20;

export interface Turn {
  readonly contender: Contender;
  readonly round: number;
  readonly start: StartOptions;
  readonly seed: number;
  readonly samples: Samples;
}

export interface Session {
  readonly server: ServerProcess;
  call<N extends CallName>(name: N, argument: Argument<N>): Promise<Outcome<N>>;
  /** Notes it when the generator was the limit of what was just measured. */
  check(what: string, load: GeneratorLoad): void;
}

/** Runs `body` against a fresh server; whatever was wrong on any table is kept as a fault. */
export async function inSession(turn: Turn, body: (session: Session) => Promise<void>): Promise<void> {
  const { contender, round, samples } = turn;
  const at = { contender: contender.name, round };
  const running = await contender.start(turn.start);
  const generator = startGenerator();
  const call: Session["call"] = (name, argument) => {
    const limitMs = patienceMs(name, argument);
    const late = `${name}: took more than ${limitMs / 1000} s`;
    return withinTime(limitMs, generator.call(name, argument), late).catch((why: unknown) => explain(generator, why));
  };
  const check = (what: string, load: GeneratorLoad): void => {
    const note = (text: string) => samples.notes.push({ ...at, text: `${what}: ${text}` });
    const lag = `${load.lagP99Ms.toFixed(1)} ms`;
    if (load.cpu > BUSY_CPU)
      note(`the generator was the limit (${Math.round(load.cpu * 100)} % of a core, lag ${lag})`);
    else if (load.lagP99Ms > BUSY_LAG_MS)
      note(`the generator was held up by other work on the machine (lag p99 ${lag})`);
  };
  try {
    const { bestOf } = turn.start;
    await call("setup", { contender: contender.driver, port: running.port, bestOf, seed: turn.seed });
    await body({ server: running.process, call, check });
    for (const text of await call("faults", undefined)) samples.faults.push({ ...at, text });
    if (running.process.hasEnded) samples.faults.push({ ...at, text: `the server died:\n${running.process.output}` });
  } finally {
    generator.stop();
    await running.process.stop();
  }
}

/** @throws what went wrong, and what was missing then, as one sentence. */
async function explain(generator: Generator, why: unknown): Promise<never> {
  const asked = generator.call("waitingFor", undefined);
  const missing = await withinTime(SENTENCE_MS, asked, "the generator does not answer").catch(messageOf);
  throw new Error(`${messageOf(why)}; ${missing}`);
}

function messageOf(why: unknown): string {
  return why instanceof Error ? why.message : String(why);
}

/** What `work` answers. @throws `late` when that takes too long. */
async function withinTime<T>(limitMs: number, work: Promise<T>, late: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(late)), limitMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
