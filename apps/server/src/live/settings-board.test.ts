import {
  SERVER_SCOPE,
  type SettingsNews,
  type SettingsStore,
  StorageUnavailable,
  type StoredSettings,
} from "@holdfast/engine";
import { readMatchSettings, readServerSettings } from "@holdfast/protocol";
import { expect, test } from "vitest";
import { collectedLog } from "../../../../tests/support/collected-log.js";
import { MemoryWakeupBus } from "../memory/memory-wakeup-bus.js";
import { SettingsBoard } from "./settings-board.js";

/** Documents as storage has them, and what a test does while one is read. */
class Documents implements SettingsStore {
  epoch = 1;
  version = 0;
  isAway = false;
  reads = 0;
  readonly all = new Map<string, StoredSettings>();
  /** Runs after the answer was made and before it arrives, once. */
  meanwhile: (() => Promise<void> | void) | null = null;

  put(scope: string, values: object): void {
    this.version += 1;
    this.all.set(scope, { scope, version: this.version, text: JSON.stringify({ values, answered: [] }) });
  }
  async settingsAfter(version: number): Promise<SettingsNews> {
    const changed = [...this.all.values()].filter((one) => one.version > version);
    return this.#answer({ epoch: this.epoch, version: this.version, changed });
  }
  async settingsOf(scopes: readonly string[]): Promise<readonly StoredSettings[]> {
    return this.#answer(scopes.flatMap((scope) => this.all.get(scope) ?? []));
  }
  async changeSettings(): Promise<null> {
    return null;
  }
  async #answer<T>(answer: T): Promise<T> {
    this.reads += 1;
    if (this.isAway) throw new StorageUnavailable(1_000);
    const { meanwhile } = this;
    this.meanwhile = null;
    await meanwhile?.();
    return answer;
  }
}

function boardOn(store: Documents) {
  const told: (string | null)[] = [];
  const wakeups = new MemoryWakeupBus(undefined);
  const log = collectedLog();
  const reading = { server: readServerSettings, match: readMatchSettings };
  const board = new SettingsBoard({ store, wakeups, log, reading, onChange: (matchId) => told.push(matchId) });
  return { board, told, wakeups };
}
/** As a match is loaded: followed, then read, then kept. */
async function followed(board: SettingsBoard, store: Documents, id: string): Promise<void> {
  board.follow(id);
  for (const stored of await store.settingsOf([id])) board.adopt(stored);
}
const titleOf = (board: SettingsBoard, id: string) => board.of(id).match.values.title;

test("[MT12] before anything was changed every setting has its default, and nobody is told of anything", async () => {
  const store = new Documents();
  const { board, told } = boardOn(store);
  await followed(board, store, "m1");
  await board.look();
  expect(board.of("m1")).toEqual({
    server: { version: 0, values: readServerSettings(null) },
    match: { version: 0, values: readMatchSettings(null) },
  });
  expect(told).toEqual([]);
});

test("[MT12] each look tells what was changed since the one before, and nothing twice", async () => {
  const store = new Documents();
  const { board, told } = boardOn(store);
  await board.look();
  await followed(board, store, "m1");
  store.put(SERVER_SCOPE, { announcement: "Hello." });
  store.put("m1", { title: "Finals" });
  await board.look();
  await board.look();
  expect(told).toEqual([null, "m1"]);
  expect(board.server).toMatchObject({ version: 1, values: { announcement: "Hello.", newMatches: "open" } });
  expect(titleOf(board, "m1")).toBe("Finals");
});

test("[MT12] a match that is not here is none of this node's business, and is read when it is", async () => {
  const store = new Documents();
  const { board, told } = boardOn(store);
  await board.look();
  store.put("m1", { title: "Finals" });
  await board.look();
  expect([titleOf(board, "m1"), told]).toEqual([null, []]);
  await followed(board, store, "m1");
  expect(titleOf(board, "m1")).toBe("Finals");
  board.unfollow("m1");
  expect(titleOf(board, "m1")).toBeNull();
});

test("[MT12] a change that falls between the reading of a match's settings and their arrival is not lost", async () => {
  const store = new Documents();
  const { board } = boardOn(store);
  await board.look();
  store.put("m1", { title: "Old" });
  store.meanwhile = async () => {
    store.put("m1", { title: "New" });
    await board.look();
  };
  await followed(board, store, "m1");
  expect(titleOf(board, "m1")).toBe("New");
});

test("[MT12] whoever asks for a look while one is under way gets what is stored by then", async () => {
  const store = new Documents();
  const { board } = boardOn(store);
  await board.look();
  let second = Promise.resolve();
  store.meanwhile = () => {
    store.put(SERVER_SCOPE, { announcement: "Late." });
    second = board.look();
  };
  void board.look();
  await Promise.resolve();
  await second;
  expect(board.server.values.announcement).toBe("Late.");
});

test("[MT12, DU5] while storage is away the settings are as they last were, and as stored once it is back", async () => {
  const store = new Documents();
  const { board } = boardOn(store);
  store.put(SERVER_SCOPE, { newMatches: "closed" });
  await board.look();
  store.isAway = true;
  await expect(board.look()).rejects.toThrow(StorageUnavailable);
  expect(board.server.values.newMatches).toBe("closed");
  store.isAway = false;
  store.put(SERVER_SCOPE, { newMatches: "open" });
  await board.look();
  expect(board.server.values.newMatches).toBe("open");
});

test("[MT12, SY8.1] where the log was taken back the settings go back with it, to whatever is stored", async () => {
  const store = new Documents();
  const { board, told } = boardOn(store);
  store.put(SERVER_SCOPE, { announcement: "Kept." });
  await followed(board, store, "m1");
  await board.look();
  store.put(SERVER_SCOPE, { announcement: "Lost." });
  store.put("m1", { title: "Lost" });
  await board.look();
  told.length = 0;
  store.all.clear();
  store.version = 0;
  store.epoch = 2;
  // As many changes as before, and more: their numbers alone would not show that others were taken back.
  for (let i = 0; i < 5; i += 1) store.put("m2", {});
  await board.look();
  expect([board.server.version, titleOf(board, "m1")]).toEqual([0, null]);
  expect(told).toEqual([null, "m1"]);
});

test("[MT12, DU9.1] what another build stored and this one does not understand is left at its default, and the rest is taken", async () => {
  const store = new Documents();
  const { board } = boardOn(store);
  store.put(SERVER_SCOPE, { announcement: "Hi.", newMatches: "half-open", ofTomorrow: 1 });
  await board.look();
  expect(board.server.values).toEqual({ ...readServerSettings(null), announcement: "Hi." });
  store.all.set(SERVER_SCOPE, { scope: SERVER_SCOPE, version: 9, text: "{" });
  store.version = 9;
  await board.look();
  expect(board.server.values).toEqual(readServerSettings(null));
});

test("[MT12, ID5] a hint makes this node look, and says nothing by itself", async () => {
  const store = new Documents();
  const { board, wakeups } = boardOn(store);
  await board.look();
  const { reads } = store;
  store.put(SERVER_SCOPE, { announcement: "Now." });
  wakeups.publish({ kind: "settings" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(store.reads).toBe(reads + 1);
  expect(board.server.values.announcement).toBe("Now.");
});
