import { expect, test } from "vitest";
import { currentSession } from "../app/session.js";
import { joinByCode } from "./join-by-code.js";

test("[MT1] a misread code is refused in one plain sentence before the server is asked anything", async () => {
  await expect(joinByCode("K7P2QO", "Anna")).rejects.toThrow("Codes have no O, 0, I or 1: look again.");
  expect(currentSession().client).toBeNull();
});
