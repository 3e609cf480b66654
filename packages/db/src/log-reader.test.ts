/** A match is read with two questions, and its log may be taken back between them. */
import { describe, expect, test } from "vitest";
import type { SqlPort } from "./sql-port.js";
import { SqlMatchStore } from "./store.js";

const MATCH = "10000000-0000-4000-8000-000000000001";

/** The log as it stands: its epoch, and of which versions it has commits. */
interface Log {
  readonly epoch: number;
  readonly version: number;
}

const matchRow = ({ epoch, version }: Log) => ({
  match_id: MATCH,
  epoch,
  version,
  snapshot_version: 2,
  snapshot_state: "{}",
  options: "{}",
  to_move: "[]",
  outcome: null,
  holders: "[]",
  settings: null,
  head_hash: `hash ${version}`,
});

const commitRows = ({ epoch, version }: Log) =>
  Array.from({ length: Math.max(0, version - 2) }, (_, at) => ({
    place: 0,
    match_id: MATCH,
    epoch,
    version: at + 3,
    payload: "null",
    events: "[]",
    draws: "[]",
  }));

/** After each load of the row the log is the next of these, and stays the last one. */
function storeOn(...logs: readonly [Log, ...Log[]]) {
  let turn = 0;
  let loads = 0;
  const now = (): Log => logs[Math.min(turn, logs.length - 1)] ?? logs[0];
  const port = {
    writers: 1,
    admin: async () => [{ match_id: MATCH, version: now().version, epoch: now().epoch, hash: "h" }],
    read: async (text: string) => {
      if (!text.includes("snapshot_state")) return commitRows(now());
      loads += 1;
      const row = matchRow(now());
      turn += 1;
      return [row];
    },
    write: async () => [],
    probe: async () => {},
    abandon() {},
    close: async () => {},
  };
  return { store: new SqlMatchStore(port as unknown as SqlPort), loads: () => loads };
}

describe("a match whose log is taken back while it is read", () => {
  test.each<[string, Log]>([
    ["ends before its head", { epoch: 2, version: 2 }],
    ["has others of the same number", { epoch: 2, version: 5 }],
  ])("[SY8.1] is read again, so that what comes is of one epoch, where the log then %s", async (_what, after) => {
    const { store, loads } = storeOn({ epoch: 1, version: 5 }, after);
    const stored = await store.loadMatch(MATCH);
    expect(stored).toMatchObject({ epoch: 2, headRow: { version: after.version } });
    expect(stored?.tail.map(({ version }) => version)).toEqual(commitRows(after).map(({ version }) => version));
    expect(loads()).toBe(2);
  });

  test("[SY8.1] is read once where it is not, also when others append meanwhile", async () => {
    const { store, loads } = storeOn({ epoch: 1, version: 4 }, { epoch: 1, version: 5 });
    const stored = await store.loadMatch(MATCH);
    expect(stored).toMatchObject({ epoch: 1, headRow: { version: 4 } });
    expect(stored?.tail.map(({ version }) => version)).toEqual([3, 4, 5]);
    expect(loads()).toBe(1);
  });

  test("[SY8.1] is not asked for again for ever where its log is simply too short: whoever checks it is told", async () => {
    const { store, loads } = storeOn({ epoch: 1, version: 4 }, { epoch: 1, version: 3 });
    const stored = await store.loadMatch(MATCH);
    expect(stored?.tail.map(({ version }) => version)).toEqual([3]);
    expect(loads()).toBe(1);
  });
});
