/** Two phones and a host at a table of five rounds: scores, a pause, an undo, a concession, and clocks to the millisecond. */
import type { TabletopPlayer } from "@holdfast/games/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { HeldClock } from "../support/held-clock.js";
import { gapsOf, SdkPlayer } from "../support/sdk-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

type Phone = SdkPlayer<"tabletop">;

const INITIAL_MS = 5_400_000;
/** No two alike, and none round: a clock that is wrong by one of them shows. */
const TURNS_MS = [600_001, 900_017, 301_003, 299_993, 123_457, 654_321, 7_919, 10_007, 88_811] as const;
const UNDONE_MS = 60_013;
const PAUSED_MS = 600_611;
const LAST_MS = 33_331;

const clock = new HeldClock();
let database: OwnDatabase;
let node: TestNode;
const everybody: Phone[] = [];
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url, clock, env: { TIMER_WARM_UP: "0" } });
});
afterAll(async () => {
  for (const phone of everybody) phone.close();
  await node.stop();
  await database[Symbol.asyncDispose]();
});

async function table(): Promise<{ host: Phone; phones: readonly [Phone, Phone] }> {
  const [host, one, two]: Phone[] = ["Hilde", "Anna", "Bob"].map((name) => new SdkPlayer(node.url, name));
  if (host === undefined || one === undefined || two === undefined) throw new Error("nobody is there");
  await host.create("tabletop", { rollOff: "skip" }, { as: "host" });
  await one.join(host.match.code);
  await two.join(host.match.code);
  everybody.push(host, one, two);
  return { host, phones: [one, two] };
}

/** Plays, and waits until everybody sees it. */
async function play(by: Phone, move: Parameters<Phone["play"]>[0]): Promise<void> {
  const { version } = await by.play(move);
  for (const phone of everybody) await phone.reaches(version);
}

/** What everybody would draw now: all see the same clocks. */
function shownMs(): readonly [number, number] {
  const shown = everybody.map(({ view: { clock: held } }) => {
    const gone = (player: TabletopPlayer) => (held.runningFor === player ? clock.now() - held.since : 0);
    return [held.base[0] - gone(1), held.base[1] - gone(2)] as const;
  });
  const [first = [0, 0]] = shown;
  for (const one of shown) expect(one).toEqual(first);
  return first;
}

test("[G4] [MT6] [SY8] five rounds on two phones with a pause, an undo and a concession keep every clock to the millisecond", async () => {
  const { host, phones } = await table();
  const [one, two] = phones;
  await play(one, { type: "set-name", name: "Anna" });
  await play(two, { type: "set-name", name: "Bob" });
  await play(host, { type: "start", firstPlayer: 1 });
  const used: [number, number] = [0, 0];
  const expectClocks = () => expect(shownMs()).toEqual([INITIAL_MS - used[0], INITIAL_MS - used[1]]);
  for (const [index, ms] of TURNS_MS.entries()) {
    const phone = phones[index % 2] ?? one;
    clock.skip(ms);
    used[index % 2 === 0 ? 0 : 1] += ms;
    expectClocks();
    await play(phone, { type: "score", category: "primary", delta: 5 });
    await play(phone, { type: "end-turn", turn: index + 1 });
    expect(await phone.tryTo({ type: "end-turn", turn: index + 1 })).toMatch(/^(invalid_turn|desync)\//);
    expectClocks();
    if (index === 2) await undone(host, phones, used);
    if (index === 4) await paused(phones);
    expectClocks();
  }
  expect(one.view).toMatchObject({ round: 5, turn: 10, active: 2 });
  clock.skip(LAST_MS);
  used[1] += LAST_MS;
  await play(two, { type: "concede" });
  for (const { view } of everybody) {
    expect(view).toMatchObject({ status: "over", result: { winner: 1, reason: "concede", totals: [25, 20] } });
    expect(view.result?.usedMs).toEqual(used);
  }
  await sealed(host);
  expect(everybody.flatMap(gapsOf)).toEqual([]);
}, 60_000);

/** The host takes the last turn's end back: what was used since is the restored player's. Then it ends again. */
async function undone(host: Phone, [one]: readonly [Phone, Phone], used: [number, number]): Promise<void> {
  const { turn } = host.view;
  clock.skip(UNDONE_MS);
  await play(host, { type: "undo", count: 1 });
  used[0] += UNDONE_MS;
  expect(one.view).toMatchObject({ turn: turn - 1, active: 1 });
  expect(shownMs()).toEqual([INITIAL_MS - used[0], INITIAL_MS - used[1]]);
  await play(one, { type: "end-turn", turn: turn - 1 });
}

/** Nobody's time goes by in a pause, also for one whose phone was off meanwhile. */
async function paused([one, two]: readonly [Phone, Phone]): Promise<void> {
  const before = shownMs();
  await play(one, { type: "pause" });
  clock.skip(PAUSED_MS);
  await two.restart();
  expect(two.view).toMatchObject({ paused: true, clock: { runningFor: null } });
  expect(shownMs()).toEqual(before);
  await play(two, { type: "resume" });
  expect(shownMs()).toEqual(before);
}

/** Ten minutes later nobody can open it again, and the result is the match's. */
async function sealed(host: Phone): Promise<void> {
  expect(host.snapshot.outcome).toBeNull();
  clock.skip(600_001);
  await eventually(() => {
    // What looks for matches whose time is up looks at the same clock.
    clock.skip(100);
    return host.snapshot.outcome !== null;
  });
  expect(host.snapshot.outcome).toMatchObject({ status: "finished", winners: [0], reason: "concede" });
}
