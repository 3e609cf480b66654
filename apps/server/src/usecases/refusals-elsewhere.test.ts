import { randomUUID } from "node:crypto";
import { ADMIN, type Command } from "@holdfast/engine";
import { expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { hearOfRefusals } from "../live/hear-of-refusals.js";
import type { LiveMatch } from "../live/live-match.js";
import { submit } from "../live/submit.js";
import { answerOnce } from "./answer-once.js";

function count(seat: 0 | 1, basedOn: number, msgId: string = randomUUID()): Command {
  const actorId = seat === 0 ? "anna" : "bob";
  return { kind: "move", actorId, msgId, seat, host: false, basedOn, move: { type: "count" } };
}

/** The node that a match was created on, another, what they share, and how often the first asked what is remembered. */
async function twoNodes({ wakeupsArrive }: { readonly wakeupsArrive: boolean }) {
  const parts = serverParts();
  const other = parts.another();
  const { dedupe, wakeups } = parts.ports.coordination;
  let asked = 0;
  const counted: typeof dedupe = {
    windowMs: dedupe.windowMs,
    recall: (...key) => {
      asked += 1;
      return dedupe.recall(...key);
    },
    remember: (...outcome) => dedupe.remember(...outcome),
  };
  Object.assign(parts.ports.coordination, { dedupe: counted });
  Object.assign(other.ports.coordination, { dedupe, ...(wakeupsArrive ? { wakeups } : {}) });
  const gaps: (() => void)[] = [];
  hearOfRefusals(
    { ...wakeups, onWakeup: (hear) => wakeups.onWakeup(hear), onGap: (gap) => void gaps.push(gap) },
    parts.matches,
    parts.clock,
  );
  const { live } = await tableOf(parts);
  const there = await other.matches.get(live.id);
  if (!there.ok) throw new Error("the match is there");
  asked = 0;
  const gap = () => {
    for (const one of gaps) one();
  };
  return { parts, other, live, there: there.value, gap, asked: () => asked };
}

async function administer(parts: ServerParts, live: LiveMatch, kind: "pause" | "resume"): Promise<void> {
  const command = { kind, actorId: ADMIN, msgId: randomUUID(), reason: "test" } as const;
  const done = await submit(parts, live, command, { receivedAt: parts.clock.now() });
  if (!done.ok) throw new Error(done.rejection.reason);
}

test("[SY5] a move on the newest version of a match at which nobody was refused is not asked after", async () => {
  const { parts, live, asked } = await twoNodes({ wakeupsArrive: true });
  expect(await answerOnce(parts, live, count(0, 2))).toMatchObject({ ok: true });
  expect(asked()).toBe(0);
  const early = count(0, 3);
  expect(await answerOnce(parts, live, early)).toMatchObject({ ok: false });
  const before = asked();
  expect(await answerOnce(parts, live, count(1, 3, early.msgId))).toMatchObject({ ok: true });
  expect(asked()).toBe(before + 1);
});

test("[SY5] a refusal by another node is asked for, and ends a second use of its msgId", async () => {
  const { parts, other, live, there } = await twoNodes({ wakeupsArrive: true });
  const early = count(1, 2);
  expect(await answerOnce(other, there, early)).toMatchObject({ rejection: { reason: "not_your_turn" } });
  await parts.clock.advance(0);
  expect(await answerOnce(parts, live, count(0, 2))).toMatchObject({ ok: true });
  expect(await answerOnce(parts, live, count(1, 3, early.msgId))).toMatchObject({
    rejection: { code: "msg_id_reused" },
  });
});

test("[SY5] a repeat hears the first refusal though it would be accepted now, and no node was told of it", async () => {
  const { parts, other, live, there } = await twoNodes({ wakeupsArrive: false });
  await administer(parts, live, "pause");
  await other.matches.levelling.level(there);
  const paused = count(0, 3);
  const refusal = await answerOnce(other, there, paused);
  expect(refusal).toMatchObject({ rejection: { code: "match_paused" } });
  await administer(parts, live, "resume");
  expect(await answerOnce(parts, live, { ...paused })).toEqual(refusal);
  // The twin: by itself the same move would be fine.
  expect(await answerOnce(parts, live, count(0, 3))).toMatchObject({ ok: true });
});

test("[SY5] the first refusal stands where the same is refused for another reason now", async () => {
  const { parts, other, live, there } = await twoNodes({ wakeupsArrive: false });
  const early = count(1, 2);
  const refusal = await answerOnce(other, there, early);
  await answerOnce(parts, live, count(0, 2));
  expect(await answerOnce(parts, live, { ...early })).toEqual(refusal);
});

test("[SY5] after wake-ups were lost, and on a node that came later, every move is asked after", async () => {
  const { parts, live, gap, asked } = await twoNodes({ wakeupsArrive: true });
  gap();
  await answerOnce(parts, live, count(0, 2));
  expect(asked()).toBe(1);
  const late = parts.another();
  const there = await late.matches.get(live.id);
  expect(there.ok && there.value.refusedAt).toBe(parts.clock.now());
});
