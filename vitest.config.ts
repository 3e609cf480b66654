import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Packages of this repository resolve to their sources: no build is needed before a test. */
const conditions = ["holdfast-source", "module", "node", "development|production"];

/** Tests that need a real Postgres or Redis: by name beside the code, and everything that crosses packages. */
const withServices = ["{packages,apps}/**/*.{pg,redis}.test.ts", "tests/**/*.test.ts"];
const never = ["**/node_modules/**", "**/dist/**", "tests/out/**"];
/** Thousands of worlds on as many processes as there are processors: beside other tests it would take four times as long. */
const alone = ["tests/simulation/simulation.test.ts"];

const common = {
  environment: "node" as const,
  // One process per file: a crash, a leaked handle or a poisoned prototype stays in its own file.
  pool: "forks" as const,
  testTimeout: 15_000,
  hookTimeout: 60_000,
  passWithNoTests: false,
  allowOnly: false,
};

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    // Groups run one after the other.
    projects: [
      {
        extends: true,
        test: { ...common, name: "simulation", include: alone, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "unit",
          sequence: { groupOrder: 1 },
          include: ["{packages,apps}/**/*.test.{ts,tsx}", "tests/meta/**/*.test.ts"],
          exclude: [...never, "**/*.{pg,redis}.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "services",
          sequence: { groupOrder: 1 },
          include: withServices,
          exclude: [...never, ...alone, "tests/meta/**"],
          globalSetup: ["tests/support/services.ts"],
          // Long enough for a server to start three times on a machine that does much else.
          testTimeout: 60_000,
        },
      },
    ],
  },
});
