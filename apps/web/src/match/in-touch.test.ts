import { expect, test } from "vitest";
import { isInTouch } from "./in-touch.js";
import type { Trouble, TroubleKind } from "./trouble.js";

const trouble = (kind: TroubleKind): Trouble => ({ kind, title: "", detail: "" });

test.each<TroubleKind>(["offline", "elsewhere", "refused", "restarting", "reconnecting", "closed"])(
  "[SY12] a browser that is cut off is not in touch, whatever the table said last: %s",
  (kind) => {
    expect(isInTouch(true, "live", trouble(kind))).toBe(false);
  },
);

test("[SY12] after a loss a browser is in touch again only once the table is live, not while it catches up", () => {
  expect(isInTouch(false, "reconnecting", null)).toBe(false);
  expect(isInTouch(false, "resyncing", null)).toBe(false);
  expect(isInTouch(false, "resyncing", trouble("catching-up"))).toBe(false);
  expect(isInTouch(false, "live", null)).toBe(true);
  expect(isInTouch(false, "degraded", trouble("saving"))).toBe(true);
});

test("[SY12] a browser that missed one step or whose server is saving is in touch all the while", () => {
  expect(isInTouch(true, "resyncing", trouble("catching-up"))).toBe(true);
  expect(isInTouch(true, "degraded", trouble("saving"))).toBe(true);
  expect(isInTouch(true, null, null)).toBe(true);
});
