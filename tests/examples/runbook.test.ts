/** The commands of the runbook that change settings, run as they stand there, on a real node. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN_SECRET } from "../support/admin.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { spawnServer, type SpawnedServer } from "../support/spawn-server.js";
import { startedMatch } from "../support/stock-player.js";

const RUNBOOK = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8");

let database: OwnDatabase;
let server: SpawnedServer;
beforeAll(async () => {
  database = await ownDatabase();
  server = await spawnServer({ env: { DATABASE_URL: database.url, ADMIN_SECRET, RATE_LIMITS: "off" } });
});
afterAll(async () => {
  await server?.dispose();
  await database?.[Symbol.asyncDispose]();
});

/** The first block of commands under a heading. */
function commandsUnder(heading: string): string {
  const [, section = ""] = RUNBOOK.split(`## ${heading}\n`);
  return /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
}

function runs(script: string, env: Record<string, string>): readonly string[] {
  const answered = spawnSync("bash", ["--noprofile", "--norc", "-c", `set -e\n${script}`], {
    env: { PATH: process.env.PATH ?? "", SERVER: server.url, ADMIN_SECRET, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect([answered.status, answered.stderr]).toEqual([0, ""]);
  return answered.stdout.trim().split(/\n|(?<=\}\})(?=\{)/);
}

test("[MT12] an operator reads the settings and changes them, and those of a match, by the commands of the runbook", async () => {
  await using match = await startedMatch(server.url);
  // How `act` and `id` are defined, without what else is shown there.
  const definitions = commandsUnder("Acting as an administrator")
    .split("\n")
    .filter((line) => /^(act|id)\(\)/.test(line));
  expect(definitions).toHaveLength(2);
  const commands = commandsUnder("Changing settings while it runs");
  expect(commands).toContain('basedOn":12');
  // On this server nothing was changed yet: version 12 is nought here.
  const script = `${definitions.join("\n")}\n${commands.replace('"basedOn":12', '"basedOn":0')}`;
  const [before, server_, ofMatch] = runs(script, { M: match.matchId });
  expect(before).toContain('"version":0');
  expect(server_).toContain('"ok":true');
  expect(server_).toContain('"announcement":"We close at six.","newMatches":"closed"');
  expect(ofMatch).toContain('"watching":"closed"');
  // The twin: who goes by an old version is told so, in the words that the runbook has.
  expect(runs(script, { M: match.matchId })[1]).toContain('"reason":"settings_changed"');
});
