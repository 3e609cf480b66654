import { describe, expect, test } from "vitest";
import { SETTINGS } from "./config.js";
import { misspelt } from "./misspelt.js";

test.each([
  ["REDIS_URI", "REDIS_URL"],
  ["DATABASE_URI", "DATABASE_URL"],
  ["MAX_CONECTIONS", "MAX_CONNECTIONS"],
  ["DATADIR", "DATA_DIR"],
  ["REIDS_URL", "REDIS_URL"],
  ["PORTS", "PORT"],
])("[OP4] %s is said to be no setting, and that %s may have been meant", (name, meant) => {
  expect(misspelt({ [name]: "redis://:secret@host" })).toEqual([`${name} is not a setting; did you mean ${meant}?`]);
});

describe("nothing is said", () => {
  test("[OP4] of a setting", () => {
    expect(misspelt(Object.fromEntries(SETTINGS.map(({ name }) => [name, ""])))).toEqual([]);
  });

  test("[OP4] of what any environment has, however near to a setting", () => {
    const usual =
      "HOME PATH PWD USER TERM SHELL LANG HOSTNAME LOGNAME NODE_ENV POST PGHOST PGPORT HTTP_PROXY TMPDIR REDIS_PORT";
    expect(misspelt(Object.fromEntries(usual.split(" ").map((name) => [name, "x"])))).toEqual([]);
  });

  test("[OP4] of what is like no setting", () => {
    expect(misspelt({ REDIS_PASSWORD: "x", MAX_CONNECTIONS_EVER: "x", npm_config_port: "x", X: "" })).toEqual([]);
  });
});
