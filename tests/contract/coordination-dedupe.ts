import { rejection } from "@holdfast/engine";
import { expect, test } from "vitest";
import type { Remembered } from "../../apps/server/src/ports.js";
import { eventually } from "../support/eventually.js";
import { DEDUPE_WINDOW_MS, freshId, type OpenSubject } from "./coordination.js";

export const ACCEPTED: Remembered = { payloadHash: "a1", outcome: { ok: true, version: 7, at: 1_893_456_000_123 } };
const REFUSED: Remembered = {
  payloadHash: "b2",
  outcome: {
    ok: false,
    rejection: rejection("rate_limited", "too_fast", "Slow down – né vite.", { retryAfterMs: 250 }),
  },
};
const REFUSED_PLAINLY: Remembered = {
  payloadHash: "c3",
  outcome: { ok: false, rejection: rejection("invalid_turn", "not_your_turn") },
};

export function dedupeCases(open: OpenSubject): void {
  test("[SY5] a msgId that nobody answered yet is unknown", async () => {
    const { coordination } = await open();
    expect(await coordination.dedupe.recall(freshId(), freshId())).toBeNull();
  });

  test.each([
    ["acceptance", ACCEPTED],
    ["refusal", REFUSED_PLAINLY],
    ["refusal with a wait", REFUSED],
  ])("[SY5] a remembered %s is recalled exactly as it was", async (_, remembered) => {
    const { dedupe } = (await open()).coordination;
    const [player, msg] = [freshId(), freshId()];
    await dedupe.remember(player, msg, remembered);
    expect(await dedupe.recall(player, msg)).toStrictEqual(remembered);
  });

  test("[SY5] the first outcome stored for a msgId stays", async () => {
    const { dedupe } = (await open()).coordination;
    const [player, msg] = [freshId(), freshId()];
    await dedupe.remember(player, msg, ACCEPTED);
    await dedupe.remember(player, msg, REFUSED);
    expect(await dedupe.recall(player, msg)).toStrictEqual(ACCEPTED);
  });

  test("[SY5] the same msgId of another player is another message", async () => {
    const { dedupe } = (await open()).coordination;
    const [player, other, msg] = [freshId(), freshId(), freshId()];
    await dedupe.remember(player, msg, ACCEPTED);
    expect(await dedupe.recall(other, msg)).toBeNull();
    await dedupe.remember(other, msg, REFUSED);
    expect(await dedupe.recall(other, msg)).toStrictEqual(REFUSED);
    expect(await dedupe.recall(player, msg)).toStrictEqual(ACCEPTED);
  });

  test("[SY5] an outcome is kept for the whole window", async () => {
    const { clock, coordination } = await open();
    const [player, msg] = [freshId(), freshId()];
    await coordination.dedupe.remember(player, msg, ACCEPTED);
    await clock.advance(DEDUPE_WINDOW_MS - 1);
    expect(await coordination.dedupe.recall(player, msg)).toStrictEqual(ACCEPTED);
  });

  test("[SY5] an outcome is forgotten after the window, and the msgId can be remembered anew", async () => {
    const { clock, coordination } = await open({ dedupeWindowMs: 40 });
    const [player, msg] = [freshId(), freshId()];
    await coordination.dedupe.remember(player, msg, ACCEPTED);
    await clock.advance(40);
    await eventually(async () => (await coordination.dedupe.recall(player, msg)) === null);
    await coordination.dedupe.remember(player, msg, REFUSED);
    // Either it is there, or its own short window is over already; the old outcome never comes back.
    expect([null, REFUSED]).toContainEqual(await coordination.dedupe.recall(player, msg));
  });
}
