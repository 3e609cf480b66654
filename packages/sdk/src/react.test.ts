/** The hooks as a page is first made; that they follow what happens is seen in the web client, which is built on them. */
import { createElement, type ReactElement } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { Match } from "./api.js";
import { useConnection, useMatch, useMatchPause, useMatchSettings, useMatchStatus } from "./react.js";
import { makeWorld, presenceFrame, resumed, stateFrame } from "./testing-support/world.js";

function shown(hook: () => unknown): unknown {
  const Shown = (): ReactElement => createElement("i", null, JSON.stringify(hook()) ?? "none");
  const text = renderToString(createElement(Shown)).replace(/^<i>|<\/i>$/g, "");
  return JSON.parse(text.replaceAll("&quot;", '"')) as unknown;
}
const read = (match: Match | null): unknown => [
  (shown(() => useMatch(match)) as { version: number } | null)?.version,
  shown(() => useMatchStatus(match)),
  shown(() => useMatchPause(match)),
];

describe("hooks", () => {
  test("[SY12] show what the match and the client hold, and nothing without them", async () => {
    expect([read(null), shown(() => useConnection(null))]).toEqual([[undefined, null, null], null]);
    const world = makeWorld();
    const match = await resumed(world);
    expect(read(match)).toEqual([3, "live", null]);
    const pause = { reason: "lunch", since: 1 };
    world.server.push(stateFrame(4, { from: 3, pause }));
    world.server.network = "down";
    await world.clock.advance(5);
    world.server.socket.drop(1006);
    expect(read(match)).toEqual([4, "reconnecting", pause]);
    expect(shown(() => useConnection(world.client))).toMatchObject({ status: "waiting" });
    world.client.close();
    expect(read(match)).toEqual([4, "closed", pause]);
  });

  test("[MT12] show what is set while the server runs, and null where nothing is", async () => {
    expect(shown(() => useMatchSettings(null))).toBe(null);
    const world = makeWorld();
    const match = await resumed(world);
    expect(shown(() => useMatchSettings(match))).toBe(null);
    const settings = { server: { version: 0, values: {} }, match: { version: 1, values: { title: "Finals" } } };
    world.server.push({ ...presenceFrame(3, 0, 1), settings } as never);
    await world.clock.advance(5);
    expect(shown(() => useMatchSettings(match))).toEqual(settings);
    world.client.close();
  });
});
