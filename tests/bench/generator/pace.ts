/** When moves are made: at a fixed rate whatever the server does (open loop), or each as soon as it can be. */
import { monitorEventLoopDelay } from "node:perf_hooks";

const TICK_MS = 1;

/** How busy the generator itself was; above the limits a measurement says more about it than about the server. */
export interface GeneratorLoad {
  /** Share of one core, 0 to 1 and a little. */
  readonly cpu: number;
  readonly lagP99Ms: number;
}

/** Watches this process until the answer is called. */
export function watchOwnLoad(): () => GeneratorLoad {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  return () => {
    lag.disable();
    const used = process.cpuUsage(cpu);
    const cpuShare = (used.user + used.system) / 1000 / (performance.now() - started);
    // The histogram holds whole intervals of the 5 ms timer; what exceeds it is lag.
    return { cpu: cpuShare, lagP99Ms: Math.max(0, lag.percentile(99) / 1e6 - 5) };
  };
}

/** Calls `due` once per arrival at `perSecond` for `seconds`, then resolves. */
export function atRate(perSecond: number, seconds: number, due: () => void): Promise<void> {
  const started = performance.now();
  const total = Math.round(perSecond * seconds);
  let issued = 0;
  return new Promise((resolve) => {
    const tick = (): void => {
      const elapsed = performance.now() - started;
      const target = Math.min(total, Math.floor((elapsed / 1000) * perSecond) + 1);
      for (; issued < target; issued += 1) due();
      if (issued < total) setTimeout(tick, TICK_MS);
      else setTimeout(resolve, Math.max(0, seconds * 1000 - elapsed));
    };
    tick();
  });
}

/** Runs `task` on each of `count` turns, at most `width` at once. */
export async function inParallel(count: number, width: number, task: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}
