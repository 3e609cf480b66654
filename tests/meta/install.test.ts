import { describe, expect, test } from "vitest";
import { agrees } from "../../scripts/steps/install.mjs";

const A = "node_modules/a";
const wanted = { "": {}, [A]: { version: "1.0.0" }, "node_modules/mac": { version: "2.0.0", optional: true } };

describe("what is installed agrees with the lock", () => {
  test("when everything wanted is there, apart from packages for other platforms", () => {
    expect(agrees(wanted, { [A]: { version: "1.0.0" } })).toBe(true);
  });

  test("not when a package is missing, or is another version", () => {
    expect(agrees(wanted, {})).toBe(false);
    expect(agrees(wanted, { [A]: { version: "1.0.1" } })).toBe(false);
  });

  test("not when a workspace is not linked", () => {
    const workspace = { "node_modules/@holdfast/sdk": { link: true } };
    expect(agrees(workspace, { "node_modules/@holdfast/sdk": { version: "0.1.0" } })).toBe(false);
    expect(agrees(workspace, workspace)).toBe(true);
  });

  test("not when a workspace's command was another file, or not there yet", () => {
    const workspace = { "packages/sdk": { bin: { holdfast: "holdfast.mjs" } } };
    expect(agrees(workspace, {})).toBe(false);
    expect(agrees(workspace, { "packages/sdk": { bin: { holdfast: "dist/cli.js" } } })).toBe(false);
    expect(agrees(workspace, workspace)).toBe(true);
  });
});
