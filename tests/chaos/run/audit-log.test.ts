import { expect, test } from "vitest";
import { auditIn } from "./audit-log.js";

test("[DU4.1] the sum of an audit is read as it is printed, sound or not", () => {
  const sound = "155 matches, 9120 commits verified in 0.8 s (11400/s); all sound";
  expect(auditIn(["…", sound])).toEqual({ matches: 155, commits: 9_120, isSound: true });
  const bad = ["match 1, version 3: the chain is broken", sound.replace("all sound", "1 not sound")];
  expect(auditIn(bad)).toMatchObject({ isSound: false });
  expect(auditIn(["nothing of the kind"])).toBeNull();
});
