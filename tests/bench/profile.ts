/** `--profile`: Holdfast under the load of B1 with V8's sampling profiler, and where its time went. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CpuProfile, type Share, type WhereTimeGoes, whereTimeGoes, type Window } from "./measure/cpu-profile.js";
import { inSession, type Session, type Turn } from "./measure/session.js";
import type { Options } from "./options.js";

const GAMES = 50;
const SEATED = 200;
/** Rounds in which every table begins anew. */
const REMATCHES = 8;

/** One stretch of work, and where its time went. */
export interface Stretch {
  readonly title: string;
  readonly unit: string;
  /** How many moves, or matches, the time is divided by. */
  readonly count: number;
  readonly where: WhereTimeGoes;
}

type Marked = Omit<Stretch, "where"> & { readonly window: Window };

/** Plays at the rate of B1, seats more players, and reads the profile that the server writes when it ends. */
export async function profileHoldfast(turn: Turn, options: Options): Promise<Stretch[]> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-profile-"));
  try {
    const nodeFlags = [...turn.start.nodeFlags, "--cpu-prof", `--cpu-prof-dir=${folder}`, "--cpu-prof-interval=200"];
    const marked: Marked[] = [];
    await inSession({ ...turn, start: { ...turn.start, nodeFlags } }, async (session) => {
      marked.push(...(await workload(session, options)));
    });
    const profile = readProfile(folder);
    return marked.map(({ window, ...rest }) => ({ ...rest, where: whereTimeGoes(profile, window) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function workload({ call }: Session, options: Options): Promise<Marked[]> {
  await call("open", GAMES);
  await call("play", { perSecond: options.movesPerSecond, seconds: Math.max(2, options.seconds / 2) });
  const times = [monotonicMicroseconds()];
  const lap = (): Window => {
    times.push(monotonicMicroseconds());
    return { from: times.at(-2) ?? 0, to: times.at(-1) ?? 0 };
  };
  const paced = await call("play", { perSecond: options.movesPerSecond, seconds: options.seconds });
  const atRate = { title: `at ${options.movesPerSecond} moves/s`, unit: "move", count: paced.moves, window: lap() };
  const flatOut = await call("play", { perSecond: 0, seconds: options.seconds });
  const flat = { title: "flat out", unit: "move", count: flatOut.moves, window: lap() };
  const again = await call("rematch", REMATCHES);
  const rematch = { title: "another match of two who are connected", unit: "match", count: again, window: lap() };
  await call("open", SEATED);
  return [atRate, flat, rematch, { title: "seating two players", unit: "match", count: SEATED, window: lap() }];
}

function readProfile(folder: string): CpuProfile {
  const [file] = readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) throw new Error("the server wrote no profile: did it end by itself when asked to?");
  return JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile;
}

/** The clock that V8's profiles are stamped with. */
function monotonicMicroseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** The breakdown as text: per package, what our functions cost with what they call, and self time. */
export function profileText(stretches: readonly Stretch[]): string {
  return stretches.map(stretchText).join("\n\n");
}

function stretchText({ title, unit, count, where }: Stretch): string {
  const each = (microseconds: number): string => (microseconds / Math.max(1, count)).toFixed(1);
  const lines = (heading: string, shares: readonly Share[], most: number): string[] => [
    `  ${heading}`,
    ...shares.slice(0, most).map(({ name, share, microseconds }) => {
      return `    ${(share * 100).toFixed(1).padStart(5)} %  ${each(microseconds).padStart(7)} µs  ${name}`;
    }),
  ];
  const total = `${each(where.busyMicroseconds)} µs per ${unit} while sampled, ${count} of them`;
  return [
    `Where the time of Holdfast goes, ${title}: ${total}`,
    ...lines("by package, self time", where.packages, 22),
    ...lines("by file, self time", where.files, 70),
    ...lines("our functions, each with what it calls that is not ours", where.charged, 32),
    ...lines("functions, self time", where.functions, 24),
  ].join("\n");
}
