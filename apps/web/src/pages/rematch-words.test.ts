import type { RematchSummary } from "@holdfast/sdk";
import { expect, test } from "vitest";
import { rematchWords } from "./rematch-words.js";

const waiting = (names: readonly string[], joined = false): RematchSummary => ({
  matchId: "new",
  status: "open",
  names,
  joined,
});

test("[MT15] a player reads who waits for them at the rematch, and one who has come to it that it is there", () => {
  expect(rematchWords(null)).toEqual({ label: "Rematch", isAwaited: false });
  expect(rematchWords(waiting([]))).toEqual({ label: "Rematch", isAwaited: false });
  expect(rematchWords(waiting(["Anna"]))).toEqual({ label: "Anna wants a rematch: join", isAwaited: true });
  expect(rematchWords(waiting(["Anna", "Bo", "Cleo"])).label).toBe("Anna and 2 more want a rematch: join");
  expect(rematchWords(waiting(["Anna"], true))).toEqual({ label: "Go to the rematch", isAwaited: false });
});
