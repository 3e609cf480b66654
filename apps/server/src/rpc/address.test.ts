import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { addressOf } from "./address.js";

function request(forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return { headers, socket: { remoteAddress: "10.0.0.1" } } as unknown as IncomingMessage;
}

test("[ID4] without a trusted proxy nothing a client says changes its address", () => {
  expect(addressOf(request("6.6.6.6"), false)).toBe("10.0.0.1");
});

test("[ID4] behind a proxy the address is the one the proxy added, not one the client put before it", () => {
  expect(addressOf(request("203.0.113.7"), true)).toBe("203.0.113.7");
  expect(addressOf(request("6.6.6.6, 203.0.113.7"), true)).toBe("203.0.113.7");
  expect(addressOf(request("6.6.6.6, 7.7.7.7 , 203.0.113.7 "), true)).toBe("203.0.113.7");
});

test("[ID4] a proxy that added nothing leaves the connection's own address", () => {
  for (const nothing of [undefined, "", " ", ","]) expect(addressOf(request(nothing), true)).toBe("10.0.0.1");
});
