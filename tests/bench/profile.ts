/** `--profile`: Holdfast under the load of B1 with V8's sampling profiler, and where its time went. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CpuProfile, type Share, type WhereTimeGoes, whereTimeGoes, type Window } from "./measure/cpu-profile.js";
import { inSession, type Turn } from "./measure/session.js";
import type { Options } from "./options.js";

const GAMES = 50;

export interface Profiled {
  readonly moves: number;
  readonly where: WhereTimeGoes;
}

/** Plays at the rate of B1 and reads the profile that the server writes when it ends. */
export async function profileHoldfast(turn: Turn, options: Options): Promise<Profiled> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-profile-"));
  try {
    const nodeFlags = [...turn.start.nodeFlags, "--cpu-prof", `--cpu-prof-dir=${folder}`, "--cpu-prof-interval=200"];
    let moves = 0;
    let window: Window = { from: 0, to: 0 };
    await inSession({ ...turn, start: { ...turn.start, nodeFlags } }, async ({ call }) => {
      await call("open", GAMES);
      await call("play", { perSecond: options.movesPerSecond, seconds: Math.max(2, options.seconds / 2) });
      const from = monotonicMicroseconds();
      const result = await call("play", { perSecond: options.movesPerSecond, seconds: options.seconds });
      window = { from, to: monotonicMicroseconds() };
      moves = result.moves;
    });
    return { moves, where: whereTimeGoes(readProfile(folder), window) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

/** The breakdown as text: per package, per file of our own, and the functions that cost most. */
export function profileText({ moves, where }: Profiled): string {
  const perMove = where.busyMicroseconds / Math.max(1, moves);
  const lines = (title: string, shares: readonly Share[], count: number): string[] => [
    title,
    ...shares.slice(0, count).map(({ name, share, microseconds }) => {
      const cost = (microseconds / Math.max(1, moves)).toFixed(1);
      return `  ${(share * 100).toFixed(1).padStart(5)} %  ${cost.padStart(6)} µs  ${name}`;
    }),
  ];
  const own = where.files.filter(({ name }) => /^(?:packages|apps)\//.test(name));
  return [
    `Where the time of Holdfast goes: ${perMove.toFixed(0)} µs per move while sampled, ${moves} moves`,
    ...lines("by package", where.packages, 24),
    ...lines("our own files", own, 20),
    ...lines("functions", where.functions, 40),
  ].join("\n");
}
