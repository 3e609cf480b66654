import { randomUUID } from "node:crypto";
import { SYSTEM } from "@holdfast/engine";
import { expect, test } from "vitest";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { submit } from "./submit.js";
import { timingLine } from "./timing-line.js";

const timed = (options: Record<string, unknown>) => ({ game: "tic-tac-toe", options }) as const;

test("[MT5] says whose time runs out and when to warn, and is the same object until the head changes", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], timed({ turnMs: 60_000 }));
  const deadline = live.head.state.deadline ?? 0;
  expect(timingLine(live)).toEqual({ seats: [0], warnAt: [deadline - 30_000, deadline - 10_000] });
  expect(timingLine(live)).toBe(timingLine(live));
});

test("[MT5] a turn that is shorter than a warning begins without it", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], timed({ turnMs: 20_000 }));
  expect(timingLine(live)?.warnAt).toEqual([(live.head.state.deadline ?? 0) - 10_000]);
});

test("[MT5] a turn that was made longer says so, and warns before its new end", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], timed({ turnMs: 20_000 }));
  await parts.clock.advance(15_000);
  const extend = { kind: "extend", actorId: SYSTEM, msgId: randomUUID(), seat: 0, ms: 15_000 } as const;
  expect(await submit(parts, live, extend, { receivedAt: parts.clock.now() })).toMatchObject({ ok: true });
  const deadline = live.head.state.deadline ?? 0;
  expect(deadline - parts.clock.now()).toBe(20_000);
  expect(timingLine(live)).toEqual({ seats: [0], warnAt: [deadline - 10_000], extended: true });
});

test("[MT6] shows clocks as they stood when something last happened, and which of them runs", async () => {
  const parts = serverParts();
  const options = { turnMs: 0, clock: { initialMs: 60_000, incrementMs: 1_000 } };
  const { live } = await tableOf(parts, ["Anna", "Bob"], timed(options));
  await parts.clock.advance(12_345);
  const move = { type: "move", cell: 4 };
  const command = {
    kind: "move",
    actorId: "anna",
    msgId: randomUUID(),
    seat: 0,
    host: false,
    basedOn: 2,
    move,
  } as const;
  await submit(parts, live, command, { receivedAt: parts.clock.now() });
  const deadline = live.head.state.deadline ?? 0;
  expect(deadline - parts.clock.now()).toBe(60_000);
  expect(timingLine(live)).toEqual({
    seats: [1],
    warnAt: [deadline - 30_000, deadline - 10_000],
    clocks: {
      at: parts.clock.now(),
      freeMs: 0,
      seats: [
        { ms: 48_655, counts: "down", runs: false },
        { ms: 60_000, counts: "down", runs: true },
      ],
    },
  });
  await submit(
    parts,
    live,
    { kind: "pause", actorId: "admin", msgId: randomUUID(), reason: "" },
    { receivedAt: parts.clock.now() },
  );
  expect(timingLine(live)).toMatchObject({
    seats: [],
    warnAt: [],
    clocks: { seats: [{ runs: false }, { runs: false }] },
  });
});

test("[MT5] there is nothing to say where nobody's time runs", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], timed({ turnMs: 0 }));
  expect(timingLine(live)).toBeNull();
});
