/** Tells, after every build, how much JavaScript a first visit loads, and fails the build past the limit. */
import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

interface Budget {
  readonly aimKiB: number;
  readonly limitKiB: number;
}

/** A Vite plugin that adds up the gzipped entry chunk and everything it imports statically. */
export function firstLoadBudget(budget: Budget): Plugin {
  return {
    name: "holdfast:first-load-budget",
    apply: "build",
    generateBundle(_options, bundle) {
      const kib = firstLoadBytes(bundle) / 1024;
      const line = `first load: ${kib.toFixed(1)} KiB of JavaScript, gzipped (aim ${budget.aimKiB}, limit ${budget.limitKiB})`;
      if (kib > budget.limitKiB) this.error(line);
      console.log(line);
    },
  };
}

function firstLoadBytes(bundle: Rolldown.OutputBundle): number {
  const pending = Object.values(bundle).filter((file) => file.type === "chunk" && file.isEntry);
  const seen = new Set(pending);
  let bytes = 0;
  for (const file of pending) {
    if (file.type !== "chunk") continue;
    bytes += gzipSync(file.code).length;
    for (const name of file.imports) {
      const next = bundle[name];
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      pending.push(next);
    }
  }
  return bytes;
}
