/** Builds every package that changed since the last build; quick when none did. */
import { capture } from "./processes.mjs";
import { ROOT, installed, toolEnvironment } from "./repository.mjs";
import { saying } from "./say.mjs";

/** Throws with the compiler's own words when a package does not build. */
export async function ensureBuilt() {
  await saying("building", async () => {
    const args = [
      installed("turbo", "bin", "turbo"),
      "run",
      "build",
      "--output-logs=errors-only",
      "--no-update-notifier",
    ];
    const env = { ...process.env, ...toolEnvironment };
    const { code, output } = await capture({ command: process.execPath, args }, { cwd: ROOT, env });
    if (code !== 0) throw new Error(`The build failed (exit code ${code}):\n${output.trim()}`);
  });
}
