import { expect, test } from "vitest";
import { BootRefused, checkSettings, explainUnreachable, placeOf } from "./boot-check.js";
import { StorageFault } from "./storage-fault.js";

const SAFE = {
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  server_version_num: "150020",
  server_encoding: "UTF8",
  max_connections: "100",
  transaction_read_only: "off",
};
const settings = (changed: Partial<typeof SAFE> = {}) => new Map(Object.entries({ ...SAFE, ...changed }));

test("[DU2] a server with safe settings is accepted without a word", () => {
  const warnings: string[] = [];
  checkSettings(settings(), { connections: 6, warn: (message) => warnings.push(message) });
  expect(warnings).toEqual([]);
});

test.each(["fsync", "full_page_writes", "synchronous_commit"] as const)(
  "[DU2] a server with %s=off is refused by name, unless that is accepted",
  (name) => {
    const unsafe = settings({ [name]: "off" });
    expect(() => checkSettings(unsafe, { connections: 6 })).toThrow(BootRefused);
    expect(() => checkSettings(unsafe, { connections: 6 })).toThrow(`${name}=off`);
    expect(() => checkSettings(unsafe, { connections: 6, allowUnsafeDurability: true })).not.toThrow();
  },
);

test.each([
  ["an old version", { server_version_num: "120017" }, "Postgres 12 is too old"],
  ["another encoding", { server_encoding: "SQL_ASCII" }, "not UTF8"],
  ["a replica", { transaction_read_only: "on" }, "read-only"],
])("[OP4] %s is refused whatever is allowed", (_what, changed, sentence) => {
  const check = () => checkSettings(settings(changed), { connections: 6, allowUnsafeDurability: true });
  expect(check).toThrow(BootRefused);
  expect(check).toThrow(sentence);
});

test("[OP4] connections that do not fit are a warning with the numbers", () => {
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  checkSettings(settings(), { connections: 6, nodes: 14, warn });
  expect(warnings).toEqual([]);
  checkSettings(settings(), { connections: 6, nodes: 15, warn });
  expect(warnings).toEqual([expect.stringContaining("15 nodes with 6 connections each")]);
});

test("[OP4] a database that something else lives in is told apart from one that is away", () => {
  const { message } = explainUnreachable(new StorageFault("broken", "42P07", "players"), "db/games");
  expect(message).toContain("storage: broken (42P07, players)");
  expect(message).toContain("a database of its own");
});

test.each([
  ["ECONNREFUSED", "does not answer (ECONNREFUSED)"],
  ["3D000", "create it with createdb"],
  ["28P01", "refused the login"],
  ["53300", "no connection left"],
])("[OP4] %s is explained in one sentence that names the place and no password", (code, sentence) => {
  const place = placeOf("postgres://ann:canary@db.example:5433/games");
  const { message } = explainUnreachable(new StorageFault("unreachable", code), place);
  expect(message).toContain(sentence);
  expect(message).toContain("db.example:5433/games");
  expect(message).not.toMatch(/canary|ann/);
});
