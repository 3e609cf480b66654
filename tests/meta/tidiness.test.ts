import { describe, expect, test } from "vitest";
import { tidinessFindings } from "../../scripts/check/tidiness.js";

const count = (path: string, text: string) => tidinessFindings([{ path, text }]).length;

// Put together here, so that this file is tidy itself.
const LATER = ["TO", "DO"].join("");
const MACHINE_PATH = ["", "home", "somebody", "holdfast"].join("/");
const SKIPPED = ["test", "skip"].join(".");

describe("untidy text is found", () => {
  test.each([
    ["docs/guide.md", `${LATER}: write this`],
    ["packages/sdk/src/client.ts", `// ${LATER} later`],
    ["README.md", `cd ${MACHINE_PATH}`],
    ["packages/sdk/src/client.test.ts", `${SKIPPED}("x", () => {});`],
    ["apps/server/src/identity/tokens.ts", "if (token === given) return;"],
    ["apps/server/src/identity/tokens.ts", "return seatToken !== other;"],
  ])("%s: %s", (path, text) => {
    expect(count(path, text)).toBe(1);
  });
});

describe("tidy text is not", () => {
  test.each([
    ["docs/guide.md", `${LATER}(#12): write this`],
    ["README.md", "see docs/home/page.md and https://example.org/home/page"],
    ["apps/server/src/identity/tokens.ts", "if (token === undefined) return;"],
    ["apps/server/src/identity/tokens.ts", "if (token === null || token === '') return;"],
  ])("%s: %s", (path, text) => {
    expect(count(path, text)).toBe(0);
  });
});
