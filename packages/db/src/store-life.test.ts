import { StorageUnavailable } from "@holdfast/engine";
import { expect, test } from "vitest";
import type { SqlPort } from "./sql-port.js";
import { SqlMatchStore } from "./store.js";

const MATCH = "10000000-0000-4000-8000-000000000001";

/** A server whose readers find a new life of the log so many times before it was entered. */
function portOn(unentered: number): { readonly port: SqlPort; readonly entered: () => number } {
  let [reads, writes] = [0, 0];
  const answer = () => [{ match_id: MATCH, version: 1, epoch: reads++ < unentered ? null : 7, hash: "h" }];
  const port = {
    writers: 1,
    admin: async () => answer(),
    read: async () => answer(),
    write: async () => {
      writes += 1;
      return [];
    },
    probe: async () => {},
    abandon() {},
    close: async () => {},
  };
  return { port: port as unknown as SqlPort, entered: () => writes };
}

test("[SY8.1] a new life of the log is entered by whoever finds it, and then read", async () => {
  const { port, entered } = portOn(1);
  const lines = await new SqlMatchStore(port).versionsOf([MATCH]);
  expect(lines.get(MATCH)).toEqual({ version: 1, epoch: 7, hash: "h" });
  expect(entered()).toBe(1);
});

test("[SY8.1] where readers go on finding one that writers do not, storage is not available", async () => {
  const { port } = portOn(Number.POSITIVE_INFINITY);
  await expect(new SqlMatchStore(port).versionsOf([MATCH])).rejects.toThrow(StorageUnavailable);
});
