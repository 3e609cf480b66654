/**
 * Vitest's global setup for tests that need real services: a throwaway Postgres and Redis for the run, unless
 * the environment already names some (`npm test` starts them once and does).
 */
import { keepServices } from "../../scripts/services/keep.mjs";

const VARIABLES = { postgres: "HOLDFAST_TEST_DATABASE_URL", redis: "HOLDFAST_TEST_REDIS_URL" } as const;

export async function setup(): Promise<() => Promise<void>> {
  const missing = Object.entries(VARIABLES).filter(([, variable]) => process.env[variable] === undefined);
  if (missing.length === 0) return async () => {};
  const { environment, stop } = await keepServices(missing.map(([service]) => service));
  Object.assign(process.env, environment);
  return stop;
}
