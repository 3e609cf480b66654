import { expect, test } from "vitest";
import { type Signs, troubleOf } from "./trouble.js";

const well: Signs = {
  status: "live",
  connection: { status: "live", latencyMs: 12 },
  online: true,
  opened: true,
  restarting: false,
  seated: true,
};
const rejection = { code: "rate_limited", reason: "x", recovery: "wait", message: "Too many." } as const;
const lost = { status: "waiting", retryAt: 1, restarting: false } as const;

test("[SY12] a live table has no trouble", () => {
  expect(troubleOf(well)).toBeNull();
});

test.each<[string, Partial<Signs>]>([
  ["reconnecting", { connection: lost }],
  ["reconnecting", { connection: { status: "connecting", attempt: 1 } }],
  ["reconnecting", { status: "reconnecting" }],
  ["catching-up", { status: "resyncing" }],
  ["saving", { status: "degraded" }],
  ["restarting", { connection: lost, restarting: true }],
  ["refused", { connection: { status: "refused", rejection } }],
  ["closed", { status: "closed" }],
  ["offline", { online: false, status: "reconnecting", connection: lost }],
  ["elsewhere", { status: "superseded", online: false }],
])("[SY12] the most telling trouble is shown: %s", (kind, signs) => {
  expect(troubleOf({ ...well, ...signs })?.kind).toBe(kind);
});

test("[SY12] a page that is only just opening has lost nothing", () => {
  const opening = { ...well, opened: false, connection: { status: "connecting", attempt: 0 } } as const;
  expect(troubleOf({ ...opening, status: "reconnecting" })).toBeNull();
  expect(troubleOf({ ...opening, status: "resyncing" })).toBeNull();
  expect(troubleOf({ ...opening, status: "reconnecting", connection: lost })?.kind).toBe("reconnecting");
});

test("[SY12] a refused connection is explained in the server's own words", () => {
  const refused = { ...well, connection: { status: "refused", rejection } } as const;
  expect(troubleOf(refused)?.detail).toBe("Too many.");
});

test.each<[string, Partial<Signs>]>([
  ["offline", { online: false }],
  ["reconnecting", { connection: lost }],
  ["restarting", { connection: lost, restarting: true }],
])("[SY12] only whoever has a seat is told that it is held: %s", (_, signs) => {
  expect(troubleOf({ ...well, ...signs, seated: true })?.detail).toContain("Your seat is held.");
  expect(troubleOf({ ...well, ...signs, seated: false })?.detail).not.toMatch(/seat/i);
});

test("[SY12] [DU5] while the server is saving, only whoever has a seat is told of a move of theirs that is held", () => {
  const saving = { ...well, status: "degraded" } as const;
  expect(troubleOf({ ...saving, seated: true })?.detail).toContain("Your move is held until it is safe.");
  expect(troubleOf({ ...saving, seated: false })?.detail).toContain("Moves are shown once they are safe.");
  expect(troubleOf({ ...saving, seated: false })?.detail).not.toMatch(/your/i);
});
