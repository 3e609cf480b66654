/** The SDK's entries beside the core in a real page: nothing of Node is there. */
import { fileURLToPath } from "node:url";
import type { ReplayLog } from "@holdfast/protocol";
import type { Browser, Page } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { randomMatch, replayLogOf } from "../support/random-match.js";
import type * as beside from "../support/sdk-beside-page.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";
import { GAMES } from "@holdfast/games";

declare global {
  var besides: typeof beside;
}

let browser: Browser;
let server: SpawnedServer;
let page: Page;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), spawnServer({ env: { RATE_LIMITS: "off" } })]);
  const context = await browser.newContext({ bypassCSP: true });
  page = await context.newPage();
  await page.goto(`${server.url}/healthz`);
  await page.addScriptTag({ content: await bundled() });
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

async function bundled(): Promise<string> {
  const input = fileURLToPath(new URL("../support/sdk-beside-page.ts", import.meta.url));
  const conditionNames = ["holdfast-source", "browser", "import", "default"];
  const build = await rolldown({ input, platform: "browser", resolve: { conditionNames } });
  const { output } = await build.generate({ format: "iife", name: "besides" });
  await build.close();
  return `${output[0].code}\nglobalThis.besides = besides;`;
}

const NAMES = Object.keys(GAMES) as readonly (keyof typeof GAMES)[];

test.each(NAMES)("[MT8.1] a page verifies a log of %s, and names what was changed in it", async (name) => {
  const log = replayLogOf(randomMatch(GAMES[name], { seed: `a page's ${name}`, maxMoves: 60 }));
  // As text: types of JSON have no end.
  const verify = (given: ReplayLog) =>
    page.evaluate(({ of, text }) => besides.verifyReplay(JSON.parse(text), besides.GAMES[of]), {
      of: name,
      text: JSON.stringify(given),
    });
  expect(await verify(log)).toMatchObject({ ok: true, version: log.version });
  const commits = log.commits.map((commit, at) => (at === 1 ? { ...Object(commit), receivedAt: 0 } : commit));
  expect(await verify({ ...log, commits })).toMatchObject({ ok: false, version: 2 });
});

test("[MT4.2, MT8.1] bots of a page play a whole match, and the page verifies it", async () => {
  const verdict = await page.evaluate(async (url) => {
    const { createClient, runBot, verifyReplay, GAMES: rules } = besides;
    const [one, two] = ["One", "Two"].map((name) => createClient({ url, guest: { name }, storage: null }));
    if (!one || !two) throw new Error("two clients");
    const match = await one.create("wildspark", { maxTurns: 20 });
    const [end] = await Promise.all([
      runBot({ match, choose: rules.wildspark.bot as never }),
      runBot({ client: two, code: match.code ?? "" }),
    ]);
    return { end, verdict: verifyReplay(await match.replay(), rules.wildspark) };
  }, server.url);
  expect(verdict.end.moves).toBeGreaterThan(1);
  expect(verdict.verdict).toMatchObject({ ok: true, outcome: verdict.end.outcome });
});

test("[MT4.2] a bot that makes its own client is a player of its own, and not the one of its page", async () => {
  const names = await page.evaluate(async (url) => {
    const { createClient, runBot } = besides;
    const person = createClient({ url, guest: { name: "Person" } });
    const match = await person.create("tic-tac-toe");
    const playing = [runBot({ match }), runBot({ url, name: "Machine", code: match.code ?? "" })];
    await Promise.all(playing);
    return match.snapshot?.seats.map(({ name }) => name);
  }, server.url);
  expect(names).toEqual(["Person", "Machine"]);
});
